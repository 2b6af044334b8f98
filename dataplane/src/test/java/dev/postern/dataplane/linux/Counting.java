package dev.postern.dataplane.linux;

import dev.postern.model.net.Ip;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Counts an instance's packets by itself, as a program in the instance that sees what its interface does. */
final class Counting implements AutoCloseable {
    private final Process program;
    private final BufferedReader lines;

    /** What packets have in common, as the instance sees them. */
    record Flow(boolean leaving, Ip source, Ip destination, int protocol, int sourcePort, int destinationPort)
            implements Comparable<Flow> {
        @Override
        public int compareTo(Flow other) {
            return toString().compareTo(other.toString());
        }
    }

    /** How much there was. */
    record Amount(long packets, long bytes, int flags) {
        Amount plus(Amount other) {
            return new Amount(packets + other.packets, bytes + other.bytes, flags | other.flags);
        }
    }

    Counting(Namespace instance, Path directory) throws Exception {
        Path script = directory.resolve("count.py");
        try (InputStream text = Objects.requireNonNull(Counting.class.getResourceAsStream("count.py"))) {
            Files.write(script, text.readAllBytes());
        }
        program = instance.call(() -> new ProcessBuilder("python3", script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        lines = program.inputReader(StandardCharsets.UTF_8);
        String first = lines.readLine();
        if (!"counting".equals(first)) {
            throw new IOException("it does not count: " + first);
        }
    }

    /** What there was by now. */
    Map<Flow, Amount> told() {
        try {
            return ask();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<Flow, Amount> ask() throws IOException {
        program.outputWriter().write("tell\n");
        program.outputWriter().flush();
        TreeMap<Flow, Amount> counted = new TreeMap<>();
        for (String line = lines.readLine(); !".".equals(line); line = lines.readLine()) {
            if (line == null) {
                throw new IOException("it does not count any more");
            }
            String[] words = line.split(" ", -1);
            counted.put(
                    new Flow(
                            words[0].equals("out"),
                            Ip.of(words[1]),
                            Ip.of(words[2]),
                            Integer.parseInt(words[3]),
                            Integer.parseInt(words[4]),
                            Integer.parseInt(words[5])),
                    new Amount(Long.parseLong(words[6]), Long.parseLong(words[7]), Integer.parseInt(words[8])));
        }
        return counted;
    }

    @Override
    public void close() {
        program.destroyForcibly();
    }
}

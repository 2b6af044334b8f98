package dev.postern.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/**
 * A simulator of IAM's decisions that others wrote, in a process of Node.js: it gets cases as lines of JSON, and gives answers as such.
 * npm fetches exactly what the lock file says into the build's directory; nothing of it is in this repository or in what ships.
 *
 * @see <a href="https://github.com/cloud-copilot/iam-simulate">iam-simulate</a>
 */
final class PeerSimulator implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "ask.mjs");

    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    private PeerSimulator(Process process) {
        this.process = process;
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static PeerSimulator start() throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "peer"));
        for (String name : FILES) {
            try (var resource = PeerSimulator.class.getResourceAsStream("simulator/" + name)) {
                Files.copy(
                        Objects.requireNonNull(resource, name),
                        directory.resolve(name),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!isInstalled(directory)) {
            install(directory);
        }
        return new PeerSimulator(new ProcessBuilder("node", "ask.mjs")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** npm leaves its own copy of the lock beside what it has installed. */
    private static boolean isInstalled(Path directory) throws IOException {
        Path installed = directory.resolve("node_modules/.package-lock.json");
        return Files.exists(installed) && packages(installed).equals(packages(directory.resolve("package-lock.json")));
    }

    private static List<String> packages(Path lock) throws IOException {
        return JSON.readTree(lock.toFile()).path("packages").properties().stream()
                .filter(one -> !one.getKey().isEmpty())
                .map(one ->
                        one.getKey() + " " + one.getValue().path("integrity").asText())
                .toList();
    }

    private static void install(Path directory) throws IOException {
        File log = directory.resolve("npm.log").toFile();
        Process npm;
        try {
            npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
        } catch (IOException e) {
            throw new IOException("this compares with a simulator for Node.js: install node and npm", e);
        }
        int status = npm.onExit().join().exitValue();
        if (status != 0) {
            throw new IOException("npm could not fetch the simulator, which takes the network once: see " + log);
        }
    }

    /** Its answers, in the order of the questions. */
    List<JsonNode> ask(List<JsonNode> asked) {
        Thread.ofVirtual().start(() -> write(asked));
        return asked.stream().map(question -> read()).toList();
    }

    private void write(List<JsonNode> asked) {
        try {
            for (JsonNode question : asked) {
                questions.write(JSON.writeValueAsString(question));
                questions.newLine();
            }
            questions.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode read() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the simulator has ended");
            }
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        questions.close();
        process.destroy();
    }
}

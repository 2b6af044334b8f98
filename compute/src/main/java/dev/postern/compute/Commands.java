package dev.postern.compute;

import dev.postern.linux.PrivateMounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Programs of the host. */
final class Commands {
    private static final System.Logger LOG = System.getLogger(Commands.class.getName());
    private static final int OUTPUT_BYTES_MAX = 64 * 1024;
    private static final ProcessBuilder.Redirect NOTHING =
            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile());

    /**
     * However many instances end in one moment: each program takes a thread that waits for it and one that reads what it says,
     * which Java keeps for up to a minute, and they share the processors anyhow.
     */
    private static final Semaphore AT_ONCE =
            new Semaphore(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()), true);

    private Commands() {}

    /** Where a program is: on the PATH, or in the directories of system programs that a user's PATH may lack. */
    static Optional<Path> find(String name) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                        Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The standard output of a program that ended well; none if there is no such program or it failed. */
    static Optional<String> capture(List<String> command) {
        try {
            return Optional.of(output(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Runs a program to its end. Its output, of both kinds, becomes the message of the failure, if it fails. */
    static void run(List<String> command) throws IOException {
        var _ = output(new ProcessBuilder(command).redirectErrorStream(true));
    }

    /** The same among an instance's mounts. It is started from outside, see {@link PrivateMounts#outside}. */
    static void runAmong(PrivateMounts mounts, List<String> command) throws IOException {
        mounts.outside(entry -> {
            run(entering(entry, command));
            return true;
        });
    }

    /**
     * A command that runs among mounts.
     *
     * @param mounts the path by which they are entered
     */
    static List<String> entering(String mounts, List<String> command) {
        List<String> entering = new ArrayList<>(List.of("nsenter", "--mount=" + mounts));
        entering.addAll(command);
        return entering;
    }

    private static String output(ProcessBuilder builder) throws IOException {
        String name = builder.command().getFirst();
        builder.redirectInput(NOTHING);
        return inTurn(name, () -> {
            Process process = builder.start();
            InputStream said = process.getInputStream();
            String output = new String(said.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8);
            var _ = said.transferTo(OutputStream.nullOutputStream()); // who says more must not wait for a reader
            if (process.waitFor() != 0) {
                throw new IOException(name + ": " + output.strip());
            }
            return output;
        });
    }

    /** Runs a program that reads its input, and ends it after a limit. Whatever becomes of it is an answer. */
    static Said talk(List<String> command, String input, Duration limit) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        AtomicBoolean late = new AtomicBoolean();
        Thread.ofVirtual().start(() -> endAfter(process, limit, late));
        try (OutputStream to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "it ended without reading everything; its exit code tells why", e);
        }
        InputStream said = process.getInputStream();
        String output = new String(said.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8);
        var _ = said.transferTo(OutputStream.nullOutputStream());
        try {
            int code = process.waitFor();
            return new Said(late.get() ? Optional.empty() : Optional.of(code), output);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(command.getFirst() + " was interrupted", e);
        }
    }

    private static void endAfter(Process process, Duration limit, AtomicBoolean late) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                late.set(true);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    /**
     * Runs a program to its end and adds its output, of both kinds, to a file.
     *
     * @return its exit code
     */
    static int runInto(Path output, List<String> command) throws IOException {
        ProcessBuilder.Redirect to = ProcessBuilder.Redirect.appendTo(output.toFile());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(NOTHING)
                .redirectOutput(to)
                .redirectError(to);
        return inTurn(command.getFirst(), () -> builder.start().waitFor());
    }

    private static <T> T inTurn(String name, Running<T> running) throws IOException {
        try {
            AT_ONCE.acquire();
            try {
                return running.toItsEnd();
            } finally {
                AT_ONCE.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(name + " was interrupted", e);
        }
    }

    @FunctionalInterface
    private interface Running<T> {
        T toItsEnd() throws IOException, InterruptedException;
    }
}

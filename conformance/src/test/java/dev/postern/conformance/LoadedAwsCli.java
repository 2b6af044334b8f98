package dev.postern.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The AWS CLI that is on the path, kept loaded between calls: two thirds of a call's time go into loading it. It is the same program, which
 * runs from its beginning in a process of its own for each call. One that Python does not run, such as AWS's binary, is started anew.
 */
final class LoadedAwsCli {
    static final String PROGRAM = "aws";
    private static final String LOADER = "sitecustomize.py"; // the name by which Python looks for it
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether it can be kept; as long as nobody has tried, it is taken to be so. */
    private static volatile boolean kept = true;

    /** Those that wait: one that is in use is found by nobody else. */
    private static final Queue<LoadedAwsCli> IDLE = new ConcurrentLinkedQueue<>();

    private final Writer calls;
    private final BufferedReader answers;

    private LoadedAwsCli(Process process) {
        calls = process.outputWriter();
        answers = process.inputReader();
    }

    /** What one line asks for. */
    private record Call(
            Map<String, String> environment,
            String directory,
            List<String> arguments,
            String output,
            String errors,
            long seconds) {}

    /**
     * Calls it.
     *
     * @param environment what differs from this process's
     */
    static Finished run(Map<String, String> environment, Path directory, List<String> arguments) {
        try {
            LoadedAwsCli waiting = IDLE.poll();
            Optional<LoadedAwsCli> loaded = waiting == null && kept ? load() : Optional.ofNullable(waiting);
            return loaded.isPresent()
                    ? loaded.get().call(environment, directory, arguments)
                    : Finished.run(environment, directory, Finished.words(PROGRAM, arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the last that was loaded stays so. */
    static boolean isKept() {
        return kept;
    }

    private static Optional<LoadedAwsCli> load() throws IOException {
        Path directory = Files.createTempDirectory("loaded-aws");
        Path loader = directory.resolve(LOADER);
        try (InputStream text = Objects.requireNonNull(LoadedAwsCli.class.getResourceAsStream(LOADER))) {
            Files.copy(text, loader);
        }
        ProcessBuilder builder = new ProcessBuilder(PROGRAM).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PYTHONPATH", directory.toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        var loaded = new LoadedAwsCli(builder.start());
        kept = "loaded".equals(loaded.answers.readLine());
        Files.delete(loader);
        Files.delete(directory);
        return kept ? Optional.of(loaded) : Optional.empty();
    }

    private Finished call(Map<String, String> environment, Path directory, List<String> arguments) throws IOException {
        Finished finished = Finished.printing(directory, Finished.words(PROGRAM, arguments), (output, errors) -> {
            calls.write(JSON.writeValueAsString(new Call(
                    environment,
                    directory.toString(),
                    arguments,
                    output.toString(),
                    errors.toString(),
                    TimeUnit.MINUTES.toSeconds(Finished.MINUTES_MAX))));
            calls.write('\n');
            calls.flush();
            String exitCode = answers.readLine();
            if (exitCode == null) {
                throw new IOException("what keeps the AWS CLI loaded has ended");
            }
            return Integer.parseInt(exitCode);
        });
        IDLE.add(this);
        return finished;
    }
}

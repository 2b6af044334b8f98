package dev.postern.conformance;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that ran to its end. */
public record Finished(List<String> words, int exitCode, String output, String errors) {
    static final int MINUTES_MAX = 10;

    // of what is told where it failed
    private static final int WORD_MAX = 200;
    private static final int TOLD_MAX = 3_000;

    /**
     * Runs a program.
     *
     * @param environment what differs from this process's
     */
    public static Finished run(Map<String, String> environment, Path directory, String... words) {
        return run(environment, directory, List.of(words));
    }

    public static Finished run(Map<String, String> environment, Path directory, List<String> words) {
        return printing(directory, words, (output, errors) -> {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("not within " + MINUTES_MAX + " minutes: " + words);
            }
            return process.exitValue();
        });
    }

    /** Runs a program to its end, with its output and its errors in files: its exit code. */
    interface Running {
        int exitCode(Path output, Path errors) throws IOException, InterruptedException;
    }

    static Finished printing(Path directory, List<String> words, Running running) {
        try {
            Path output = Files.createTempFile(directory, "output", ".txt");
            Path errors = Files.createTempFile(directory, "errors", ".txt");
            int exitCode = running.exitCode(output, errors);
            Finished finished = new Finished(words, exitCode, text(output), text(errors));
            Files.delete(output);
            Files.delete(errors);
            return finished;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> words(String program, List<String> arguments) {
        return Stream.concat(Stream.of(program), arguments.stream()).toList();
    }

    /** Programs print names of files, too, which need not be text. */
    private static String text(Path printed) throws IOException {
        return new String(Files.readAllBytes(printed), StandardCharsets.UTF_8);
    }

    /** What it printed; fails unless it succeeded. */
    public String succeeded() {
        assertThat(exitCode).as("%s", this).isZero();
        return output.strip();
    }

    /** How it ended, for who reads of a failure: a class path would push what was printed out of a report. */
    @Override
    public String toString() {
        String command = words.stream()
                .map(word -> word.length() > WORD_MAX ? word.substring(0, WORD_MAX) + "..." : word)
                .collect(joining(" "));
        String printed = output.length() > TOLD_MAX ? "..." + output.substring(output.length() - TOLD_MAX) : output;
        return "exit code %d%n%s%n%s%nof %s".formatted(exitCode, errors.strip(), printed.strip(), command);
    }
}

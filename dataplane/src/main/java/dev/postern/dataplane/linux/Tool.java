package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.KernelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of the system, run to its end. */
final class Tool {
    private static final long LIMIT_SECONDS = 30;

    private Tool() {}

    /**
     * What a command left.
     *
     * @param code the exit code
     * @param pid the number that its process had
     */
    record Result(int code, String output, String errors, long pid) {}

    static Result run(List<String> command, String input) throws KernelException {
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new KernelException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        }
        try {
            CompletableFuture<String> errors = CompletableFuture.supplyAsync(
                    () -> text(process.getErrorStream()),
                    task -> Thread.ofVirtual().start(task));
            CompletableFuture<Void> written = CompletableFuture.runAsync(
                    () -> write(process.getOutputStream(), input),
                    task -> Thread.ofVirtual().start(task));
            String output = text(process.getInputStream());
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new KernelException(String.join(" ", command) + " does not end");
            }
            written.join();
            return new Result(process.exitValue(), output, errors.join(), process.pid());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new KernelException("interrupted", e);
        }
    }

    /** The output of a command that must succeed. */
    static String output(List<String> command, String input) throws KernelException {
        Result result = run(command, input);
        if (result.code() != 0) {
            throw new KernelException(
                    String.join(" ", command) + ": " + result.errors().strip());
        }
        return result.output();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static void write(OutputStream stream, String input) {
        try (stream) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The command ended without reading everything; its exit code tells why.
            return;
        }
    }
}

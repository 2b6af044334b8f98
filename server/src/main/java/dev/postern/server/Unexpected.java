package dev.postern.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** A failure that nobody thought of, told in one sentence; its stack trace is for who mends it. */
record Unexpected(Throwable failure) {
    private static final String OURS = "dev.postern.";
    private static final String FILE = "start-failure.txt";

    /**
     * What failed, where, and where more of it is.
     *
     * @param run where the stack trace is written, if that is there
     * @param verbose whether it is printed
     */
    String sentence(Path run, boolean verbose) {
        String trace = trace();
        if (verbose) {
            System.err.print(trace);
        }
        Throwable cause = cause();
        String message = Objects.requireNonNullElse(cause.getMessage(), "").replaceAll("\\s+", " ");
        return "cannot start: " + cause.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message) + ", in "
                + place(cause) + ", was not expected; " + (verbose ? "the stack trace is above" : write(run, trace));
    }

    private static String write(Path run, String trace) {
        Path file = run.resolve(FILE);
        try {
            if (Files.isDirectory(run, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(file);
                Files.writeString(file, trace);
                return "the stack trace is in " + file;
            }
        } catch (IOException e) {
            // The sentence matters more than why its trace has no place.
        }
        return "up -v prints the stack trace";
    }

    /** The first of the chain, past what only carries it to another thread or class. */
    private Throwable cause() {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExceptionInInitializerError)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String place(Throwable cause) {
        StackTraceElement[] frames = cause.getStackTrace();
        return Arrays.stream(frames)
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .or(() -> Arrays.stream(frames).findFirst())
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .orElse("a place that it does not tell");
    }

    private String trace() {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}

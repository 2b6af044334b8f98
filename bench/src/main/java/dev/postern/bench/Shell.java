package dev.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the programs that make load. */
final class Shell {
    private Shell() {}

    /** What a program printed; it must succeed. */
    static String run(String... words) {
        return run(List.of(words));
    }

    static String run(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", words) + " failed (" + status + "): " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a program succeeds. */
    static boolean succeeds(List<String> words) {
        try {
            var _ = run(words);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Runs a client whose server needs a moment; a refused connection is the sign that it has not had it. */
    static String retry(List<String> words) {
        for (int tries = 0; ; tries++) {
            try {
                return run(words);
            } catch (IllegalStateException e) {
                if (tries == 100) {
                    throw e;
                }
            }
        }
    }

    static Process start(List<String> words) {
        try {
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

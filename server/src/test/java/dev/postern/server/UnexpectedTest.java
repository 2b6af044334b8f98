package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops a start is one sentence, whatever it is. */
final class UnexpectedTest {
    @TempDir
    Path run;

    @Test
    void saysWhatAndWhereAndKeepsTheStackTrace() throws IOException {
        Throwable failure = new CompletionException(new IllegalStateException("no\n  such thing"));
        String sentence = new Unexpected(failure).sentence(run, false);

        assertThat(sentence)
                .matches(
                        "cannot start: IllegalStateException: no such thing, in dev\\.postern\\.server\\.UnexpectedTest\\."
                                + "saysWhatAndWhereAndKeepsTheStackTrace:\\d+, was not expected; the stack trace is in "
                                + run.resolve("start-failure.txt"));
        assertThat(run.resolve("start-failure.txt")).content().contains("Caused by: ", "\tat dev.postern");
    }

    @Test
    void managesWithoutAMessageAndWithoutAPlaceForTheTrace() {
        assertThat(new Unexpected(new StackOverflowError()).sentence(run.resolve("missing"), false))
                .startsWith("cannot start: StackOverflowError, in dev.postern.server.UnexpectedTest.")
                .endsWith("up -v prints the stack trace");
        assertThat(Files.exists(run.resolve("missing"))).isFalse();
    }

    @Test
    void aBarePathIsNoReason() {
        assertThat(StartFailure.of(new NoSuchFileException("/some/file")))
                .hasMessage("cannot start: NoSuchFileException: /some/file");
        assertThat(StartFailure.of(new IOException("the disk says no"))).hasMessage("cannot start: the disk says no");
    }
}

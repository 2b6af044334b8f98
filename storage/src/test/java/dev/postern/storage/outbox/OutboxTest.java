package dev.postern.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was added is there until it is removed, whoever opens the file. */
final class OutboxTest {
    @TempDir
    private Path directory = Path.of("");

    private static EventMessage message(int number) {
        return new EventMessage(
                Arn.parse("arn:aws:sqs:us-east-1:000000000000:q").orElseThrow(),
                "arn:aws:s3:::things",
                new AccountId("000000000000"),
                "{\"n\":" + number + ",\"ü\":\"\n\"}",
                Instant.ofEpochMilli(number));
    }

    private Outbox open(int max) {
        return new Outbox(directory.resolve("outbox.db"), max);
    }

    private static List<EventMessage> messages(Outbox outbox) {
        return outbox.after(0, Integer.MAX_VALUE).stream()
                .map(Outbox.Waiting::message)
                .toList();
    }

    @Test
    void keepsMessagesInTheirOrderUntilTheyAreRemoved() {
        try (Outbox outbox = open(10)) {
            assertThat(messages(outbox)).isEmpty();
            IntStream.range(0, 5)
                    .forEach(i -> assertThat(outbox.add(List.of(message(i)))).isEqualTo(1));
        }
        try (Outbox outbox = open(10)) {
            assertThat(messages(outbox)).containsExactly(message(0), message(1), message(2), message(3), message(4));
            List<Outbox.Waiting> page = outbox.after(0, 2);
            assertThat(page).hasSize(2);
            assertThat(outbox.after(page.getLast().number(), 2))
                    .extracting(Outbox.Waiting::message)
                    .containsExactly(message(2), message(3));
            outbox.remove(page.stream().map(Outbox.Waiting::number).toList());
            outbox.remove(page.stream().map(Outbox.Waiting::number).toList()); // gone already
            outbox.remove(List.of());
            assertThat(outbox.size()).isEqualTo(3);
        }
        try (Outbox outbox = open(10)) {
            assertThat(outbox.size()).isEqualTo(3);
            assertThat(messages(outbox)).containsExactly(message(2), message(3), message(4));
        }
    }

    @Test
    void placesAreNotUsedAgain() {
        try (Outbox outbox = open(10)) {
            outbox.add(List.of(message(1)));
            long first = outbox.after(0, 1).getFirst().number();
            outbox.clear();
            assertThat(outbox.size()).isZero();
            outbox.add(List.of(message(2)));
            assertThat(outbox.after(first, 1))
                    .extracting(Outbox.Waiting::message)
                    .containsExactly(message(2));
        }
    }

    @Test
    void takesNoMoreThanItsBoundUntilThereIsRoom() {
        try (Outbox outbox = open(2)) {
            assertThat(outbox.add(List.of(message(0), message(1), message(2)))).isEqualTo(2);
            assertThat(outbox.add(List.of(message(2)))).isZero();
            assertThat(outbox.add(List.of())).isZero();
            outbox.remove(List.of(outbox.after(0, 1).getFirst().number()));
            assertThat(outbox.add(List.of(message(3)))).isEqualTo(1);
            assertThat(messages(outbox)).containsExactly(message(1), message(3));
        }
    }

    @Test
    void manyAtOnceAreAllThere() throws InterruptedException {
        try (Outbox outbox = open(1_000)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                threads.add(Thread.startVirtualThread(() -> outbox.add(List.of(message(number)))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(messages(outbox)).hasSize(200).doesNotHaveDuplicates();
            assertThat(outbox.size()).isEqualTo(200);
        }
    }

    @Test
    void aFileOfAnotherProgramIsRefused() throws IOException {
        Files.writeString(directory.resolve("outbox.db"), "not a database, but long enough to be looked at as one");
        assertThatThrownBy(() -> open(1).close()).isInstanceOf(StorageException.class);
    }
}

package dev.postern.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.storage.StorageException;
import dev.postern.storage.outbox.MessageQueue.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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
        return outbox.events().after(0, Integer.MAX_VALUE).stream()
                .map(Waiting::message)
                .toList();
    }

    @Test
    void keepsMessagesInTheirOrderUntilTheyAreRemoved() {
        try (Outbox outbox = open(10)) {
            assertThat(messages(outbox)).isEmpty();
            IntStream.range(0, 5)
                    .forEach(i ->
                            assertThat(outbox.events().add(List.of(message(i)))).hasSize(1));
        }
        try (Outbox outbox = open(10)) {
            assertThat(messages(outbox)).containsExactly(message(0), message(1), message(2), message(3), message(4));
            List<Waiting<EventMessage>> page = outbox.events().after(0, 2);
            assertThat(page).hasSize(2);
            assertThat(outbox.events().after(page.getLast().number(), 2))
                    .extracting(Waiting::message)
                    .containsExactly(message(2), message(3));
            outbox.events().remove(page.stream().map(Waiting::number).toList());
            outbox.events().remove(page.stream().map(Waiting::number).toList()); // gone already
            outbox.events().remove(List.of());
            assertThat(outbox.events().size()).isEqualTo(3);
        }
        try (Outbox outbox = open(10)) {
            assertThat(outbox.events().size()).isEqualTo(3);
            assertThat(messages(outbox)).containsExactly(message(2), message(3), message(4));
        }
    }

    @Test
    void placesAreNotUsedAgain() {
        try (Outbox outbox = open(10)) {
            outbox.events().add(List.of(message(1)));
            long first = outbox.events().after(0, 1).getFirst().number();
            outbox.clear();
            assertThat(outbox.events().size()).isZero();
            outbox.events().add(List.of(message(2)));
            assertThat(outbox.events().after(first, 1))
                    .extracting(Waiting::message)
                    .containsExactly(message(2));
        }
    }

    @Test
    void takesNoMoreThanItsBoundUntilThereIsRoom() {
        try (Outbox outbox = open(2)) {
            assertThat(outbox.events().add(List.of(message(0), message(1), message(2))))
                    .hasSize(2);
            assertThat(outbox.events().add(List.of(message(2)))).isEmpty();
            assertThat(outbox.events().add(List.of())).isEmpty();
            outbox.events()
                    .remove(List.of(outbox.events().after(0, 1).getFirst().number()));
            assertThat(outbox.events().add(List.of(message(3)))).hasSize(1);
            assertThat(messages(outbox)).containsExactly(message(1), message(3));
        }
    }

    @Test
    void manyAtOnceAreAllThere() throws InterruptedException {
        try (Outbox outbox = open(1_000)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                threads.add(Thread.startVirtualThread(() -> outbox.events().add(List.of(message(number)))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(messages(outbox)).hasSize(200).doesNotHaveDuplicates();
            assertThat(outbox.events().size()).isEqualTo(200);
        }
    }

    @Test
    void mailIsKeptBesideEvents() {
        List<Long> numbers;
        try (Outbox outbox = open(10)) {
            numbers = outbox.mail().add(List.of("a", "ü\n'"));
            outbox.events().add(List.of(message(1)));
        }
        try (Outbox outbox = open(10)) {
            assertThat(outbox.mail().after(0, 10))
                    .containsExactly(new Waiting<>(numbers.getFirst(), "a"), new Waiting<>(numbers.getLast(), "ü\n'"));
            outbox.mail().remove(List.of(numbers.getFirst()));
            assertThat(messages(outbox)).containsExactly(message(1));
            outbox.clear();
            assertThat(outbox.mail().size()).isZero();
            assertThat(outbox.events().size()).isZero();
        }
    }

    @Test
    void aFileWithoutMailGetsAPlaceForIt() throws SQLException {
        Path file = directory.resolve("outbox.db");
        try (Outbox outbox = open(10)) {
            outbox.events().add(List.of(message(1)));
        }
        try (Connection before = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = before.createStatement()) {
            statement.execute("DROP TABLE mail");
            statement.execute("PRAGMA user_version = 1");
        }
        try (Outbox outbox = open(10)) {
            assertThat(messages(outbox)).containsExactly(message(1));
            assertThat(outbox.mail().add(List.of("a"))).hasSize(1);
        }
    }

    @Test
    void aFileOfAnotherProgramIsRefused() throws IOException {
        Files.writeString(directory.resolve("outbox.db"), "not a database, but long enough to be looked at as one");
        assertThatThrownBy(() -> open(1).close()).isInstanceOf(StorageException.class);
    }
}

package dev.postern.server.sns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Arn;
import dev.postern.services.sns.Attribute;
import dev.postern.services.sns.Mail;
import dev.postern.services.sns.Parcel;
import dev.postern.services.sns.QueueMessage;
import dev.postern.storage.outbox.Outbox;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveriesTest {
    private static final Parcel PARCEL = new Parcel("http://198.19.0.1/", Map.of(), "hello");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory = Path.of("");

    private Outbox outbox;

    private final BlockingQueue<Integer> tries = new ArrayBlockingQueue<>(16);
    private final AtomicInteger count = new AtomicInteger();

    @BeforeEach
    void open() {
        outbox = new Outbox(directory.resolve("outbox.db"));
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void triesAgainWhereNobodyAnswered() throws Exception {
        try (Deliveries deliveries = new Deliveries(
                outbox.mail(),
                _ -> {
                    int now = count.incrementAndGet();
                    tries.add(now);
                    if (now == 1) {
                        throw new IOException("nobody is there");
                    }
                    return now == 2 ? 503 : 200;
                },
                Duration.ZERO,
                PATIENCE)) {
            deliveries.send(List.of(PARCEL));
            assertThat(next()).isEqualTo(1);
            assertThat(next()).isEqualTo(2);
            assertThat(next()).isEqualTo(3);
        }
        assertThat(tries).isEmpty();
    }

    @Test
    void givesUpAfterThreeMore() throws Exception {
        try (Deliveries deliveries = new Deliveries(
                outbox.mail(),
                parcel -> {
                    tries.add(count.incrementAndGet());
                    return parcel.body().equals("last") ? 200 : 500;
                },
                Duration.ZERO,
                PATIENCE)) {
            deliveries.send(List.of(PARCEL));
            for (int i = 1; i <= 4; i++) {
                assertThat(next()).isEqualTo(i);
            }
            deliveries.send(List.of(new Parcel(PARCEL.url(), Map.of(), "last")));
            assertThat(next()).isEqualTo(5);
        }
        assertThat(tries).isEmpty();
    }

    @Test
    void takesAnErrorOfTheAddresseeForAnAnswer() throws Exception {
        try (Deliveries deliveries = new Deliveries(
                outbox.mail(),
                parcel -> {
                    tries.add(count.incrementAndGet());
                    return parcel.body().equals("hello") ? 404 : 200;
                },
                Duration.ZERO,
                PATIENCE)) {
            deliveries.send(List.of(PARCEL));
            assertThat(next()).isEqualTo(1);
            deliveries.send(List.of(new Parcel(PARCEL.url(), Map.of(), "last")));
            assertThat(next()).isEqualTo(2);
        }
        assertThat(tries).isEmpty();
    }

    @Test
    void oneWhoTakesNothingKeepsNobodyWaiting() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Deliveries deliveries = new Deliveries(
                outbox.mail(),
                parcel -> {
                    if (parcel.to().equals(PARCEL.url())) {
                        hold(never);
                    }
                    tries.add(count.incrementAndGet());
                    return 200;
                },
                Duration.ZERO,
                PATIENCE)) {
            for (int i = 0; i < 200; i++) {
                deliveries.send(List.of(PARCEL));
            }
            deliveries.send(List.of(new Parcel("http://198.19.0.2/", Map.of(), "hello")));
            assertThat(next()).isEqualTo(1);
        }
    }

    @Test
    void whoNeverEndsHisAnswerIsLeft() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Deliveries deliveries = new Deliveries(
                outbox.mail(),
                _ -> {
                    int now = count.incrementAndGet();
                    tries.add(now);
                    if (now < 3) {
                        hold(never);
                    }
                    return 200;
                },
                Duration.ZERO,
                Duration.ofMillis(10))) {
            deliveries.send(List.of(PARCEL));
            assertThat(next()).isEqualTo(1);
            assertThat(next()).isEqualTo(2);
            assertThat(next()).isEqualTo(3);
        }
    }

    @Test
    void whatWasNotBroughtWaitsForTheNextProcess() throws Exception {
        QueueMessage message = new QueueMessage(
                Arn.parse("arn:aws:sqs:us-east-1:000000000000:q").orElseThrow(),
                new QueueMessage.Sender("sns.amazonaws.com", "arn:aws:sns:us-east-1:000000000000:t", "000000000000"),
                "ü\n",
                Map.of("n", new Attribute("Number", "7")));
        CountDownLatch never = new CountDownLatch(1);
        try (Deliveries deliveries = new Deliveries(
                outbox.mail(),
                mail -> {
                    if (mail.body().equals("brought")) {
                        return 200;
                    }
                    tries.add(count.incrementAndGet());
                    hold(never);
                    return 200;
                },
                Duration.ZERO,
                PATIENCE)) {
            deliveries.send(List.of(PARCEL, new Parcel(PARCEL.url(), Map.of(), "brought")));
            deliveries.send(List.of(message));
            assertThat(next()).isNotNull();
            assertThat(next()).isNotNull();
            awaitWaiting(2);
        }
        close();
        open();
        BlockingQueue<Mail> brought = new ArrayBlockingQueue<>(16);
        Deliveries again = new Deliveries(
                outbox.mail(),
                mail -> {
                    brought.add(mail);
                    return 200;
                },
                Duration.ZERO,
                PATIENCE);
        assertThat(List.of(takeFrom(brought), takeFrom(brought))).containsExactlyInAnyOrder(PARCEL, message);
        awaitWaiting(0);
        again.close();
        assertThat(brought).isEmpty();
    }

    @Test
    void whatIsGivenUpDoesNotComeBack() throws Exception {
        try (Deliveries deliveries = new Deliveries(outbox.mail(), _ -> 500, Duration.ZERO, PATIENCE)) {
            deliveries.send(List.of(PARCEL, PARCEL));
            awaitWaiting(0);
        }
    }

    @Test
    void whatNobodyCanReadIsDropped() {
        outbox.mail()
                .add(List.of("{", "{}", "[]", "null", "{\"url\":\"http://198.19.0.1/\"}", "{\"url\":7,\"body\":\"\"}"));
        new Deliveries(outbox.mail(), _ -> 200, Duration.ZERO, PATIENCE).close();
        assertThat(outbox.mail().size()).isZero();
    }

    private void awaitWaiting(long messages) {
        Await.until(messages + " wait", PATIENCE, () -> outbox.mail().size() == messages);
    }

    private static Mail takeFrom(BlockingQueue<Mail> brought) throws InterruptedException {
        return Objects.requireNonNull(brought.poll(10, TimeUnit.SECONDS));
    }

    /** As a socket does when its thread is interrupted. */
    private static void hold(CountDownLatch never) throws IOException {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    private Integer next() throws InterruptedException {
        return tries.poll(10, TimeUnit.SECONDS);
    }
}

package dev.postern.server.sns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.sns.Parcel;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private static final Parcel PARCEL = new Parcel("http://198.19.0.1/", Map.of(), "hello");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BlockingQueue<Integer> tries = new ArrayBlockingQueue<>(16);
    private final AtomicInteger count = new AtomicInteger();

    @Test
    void triesAgainWhereNobodyAnswered() throws Exception {
        try (Deliveries deliveries = new Deliveries(
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
            deliveries.send(PARCEL);
            assertThat(next()).isEqualTo(1);
            assertThat(next()).isEqualTo(2);
            assertThat(next()).isEqualTo(3);
        }
        assertThat(tries).isEmpty();
    }

    @Test
    void givesUpAfterThreeMore() throws Exception {
        try (Deliveries deliveries = new Deliveries(
                parcel -> {
                    tries.add(count.incrementAndGet());
                    return parcel.body().equals("last") ? 200 : 500;
                },
                Duration.ZERO,
                PATIENCE)) {
            deliveries.send(PARCEL);
            for (int i = 1; i <= 4; i++) {
                assertThat(next()).isEqualTo(i);
            }
            deliveries.send(new Parcel(PARCEL.url(), Map.of(), "last"));
            assertThat(next()).isEqualTo(5);
        }
        assertThat(tries).isEmpty();
    }

    @Test
    void takesAnErrorOfTheAddresseeForAnAnswer() throws Exception {
        try (Deliveries deliveries = new Deliveries(
                parcel -> {
                    tries.add(count.incrementAndGet());
                    return parcel.body().equals("hello") ? 404 : 200;
                },
                Duration.ZERO,
                PATIENCE)) {
            deliveries.send(PARCEL);
            assertThat(next()).isEqualTo(1);
            deliveries.send(new Parcel(PARCEL.url(), Map.of(), "last"));
            assertThat(next()).isEqualTo(2);
        }
        assertThat(tries).isEmpty();
    }

    @Test
    void oneWhoTakesNothingKeepsNobodyWaiting() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Deliveries deliveries = new Deliveries(
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
                deliveries.send(PARCEL);
            }
            deliveries.send(new Parcel("http://198.19.0.2/", Map.of(), "hello"));
            assertThat(next()).isEqualTo(1);
        }
    }

    @Test
    void whoNeverEndsHisAnswerIsLeft() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Deliveries deliveries = new Deliveries(
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
            deliveries.send(PARCEL);
            assertThat(next()).isEqualTo(1);
            assertThat(next()).isEqualTo(2);
            assertThat(next()).isEqualTo(3);
        }
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

package dev.postern.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.server.attached.QueueCourier;
import dev.postern.server.attached.Upstreams;
import dev.postern.server.health.Health;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.sns.Signer;
import dev.postern.services.sns.SnsService;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.storage.outbox.EventMessage;
import dev.postern.storage.outbox.Outbox;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who writes objects never waits for those who are told, however many events there are. */
final class ObjectEventsTest {
    private static final int ROOM = 100;
    private static final int MANY = 120;
    private static final Signer NOBODY = new Signer() {
        @Override
        public String sign(String text, int version) {
            return "";
        }

        @Override
        public String certificateUrl(Region region) {
            return "";
        }
    };

    @TempDir
    private Path directory = Path.of("");

    @Test
    void moreThanCanWaitIsDroppedAndNobodyWaits() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        AtomicInteger brought = new AtomicInteger();
        try (LedgerCloud cloud = new LedgerCloud(new MemoryLedger());
                Upstreams upstreams = new Upstreams(new Health(Clock.systemUTC()), Duration.ofSeconds(1))) {
            Supplier<Snapshot> slow = () -> {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                brought.incrementAndGet();
                return cloud.snapshot();
            };
            Ids ids = new Ids(new Random(7));
            QueueCourier courier =
                    new QueueCourier(cloud::snapshot, new Authorizer(), upstreams, ids, Clock.systemUTC());
            try (Outbox outbox = new Outbox(directory.resolve("outbox.db"), ROOM);
                    ObjectEvents events = new ObjectEvents(
                            slow, new SnsService(cloud, _ -> {}, NOBODY), _ -> {}, courier, outbox.events(), ids)) {
                EventMessage message = new EventMessage(
                        Arn.parse("arn:aws:sns:us-east-1:000000000000:news").orElseThrow(),
                        "arn:aws:s3:::things",
                        new AccountId("000000000000"),
                        "{}",
                        Instant.EPOCH);
                for (int i = 0; i < MANY; i++) {
                    events.send(List.of(message));
                }
                assertThat(brought).as("while nobody is brought anything").hasValue(0);
                stuck.countDown();
                assertThat(events.settled(Duration.ofSeconds(60))).isTrue();
                assertThat(brought).as("what had room").hasValue(ROOM);
            }
        }
    }
}

package dev.postern.server.trails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Problem;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.server.history.Served;
import dev.postern.server.history.Served.Asked;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.s3.ServiceWrites;
import dev.postern.storage.StorageException;
import dev.postern.storage.events.EventQuery;
import dev.postern.storage.events.EventStore;
import dev.postern.storage.events.KeptEvent;
import dev.postern.storage.objects.ObjectStore;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Requests never wait for events; what is too much is lost, and said. */
class EventRecorderTest {
    private static final EventQuery ALL = new EventQuery(
            new Scope(new AccountId("000000000000"), Region.US_EAST_1),
            Instant.EPOCH,
            Instant.MAX,
            Optional.empty(),
            Optional.empty(),
            50);

    private final List<KeptEvent> kept = Collections.synchronizedList(new ArrayList<>());
    private final List<Problem> problems = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean full;

    /** A disk that takes nothing until it is opened. */
    private final EventStore store = new EventStore() {
        @Override
        public void append(List<KeptEvent> events, Instant now) {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (full) {
                throw new StorageException("the disk is full", new IllegalStateException());
            }
            kept.addAll(events);
        }

        @Override
        public void clear() {
            kept.clear();
        }

        @Override
        public Found find(EventQuery query) {
            return new Found(kept.stream().limit(query.limit()).toList(), Optional.empty());
        }
    };

    private EventRecorder recorder() {
        ObjectStore none = (ObjectStore) Proxy.newProxyInstance(
                EventRecorderTest.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, _) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        return new EventRecorder(
                () -> Snapshot.EMPTY,
                store,
                new ServiceWrites(() -> Snapshot.EMPTY, none, new Authorizer(), new Ids(new Random(1))),
                new Ids(new Random(1)),
                Clock.systemUTC(),
                problems::add);
    }

    private static Served served(String service, String operation, long bytes) {
        RequestContext context = new RequestContext(
                "r",
                new Caller.Root(new AccountId("000000000000")),
                Region.US_EAST_1,
                new Connection.Public(Ip.of("192.0.2.1"), true),
                "",
                Instant.EPOCH,
                new Ids(new Random(1)));
        return new Served(
                0,
                context,
                "AKIA",
                service + ":" + operation,
                new Asked.Operation(service, operation, Optional.empty(), Optional.empty()),
                bytes,
                200,
                "",
                "",
                Optional.empty());
    }

    @Test
    void whatComesFasterThanItIsWrittenIsLostAndSaid() {
        int sent = 3 * EventRecorder.WAITING_MAX;
        try (EventRecorder recorder = recorder()) {
            for (int i = 0; i < sent; i++) {
                recorder.saw(served("ec2", "DescribeVpcs", 1));
            }
            open.countDown();
            recorder.find(ALL);
        }
        assertThat(kept.size()).isBetween(EventRecorder.WAITING_MAX, sent - 1);
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(Problem.Code.EVENTS_LOST);
            assertThat(problem.text()).startsWith(sent - kept.size() + " events were not kept");
        });
    }

    @Test
    void largeRequestsCountByTheirBytes() {
        try (EventRecorder recorder = recorder()) {
            for (int i = 0; i < 200; i++) {
                recorder.saw(served("ec2", "RunInstances", 1 << 20));
            }
            open.countDown();
            recorder.find(ALL);
        }
        assertThat(kept.size()).isBetween(64, 130);
        assertThat(problems).hasSize(1);
    }

    @Test
    void aDiskThatTakesNothingStopsNobody() {
        full = true;
        open.countDown();
        try (EventRecorder recorder = recorder()) {
            recorder.saw(served("ec2", "CreateVpc", 1));
            assertThat(recorder.find(ALL).events()).isEmpty();
            full = false;
            recorder.saw(served("ec2", "DeleteVpc", 1));
            assertThat(recorder.find(ALL).events()).extracting(KeptEvent::name).containsExactly("DeleteVpc");
        }
        assertThat(problems).hasSize(1);
    }

    @Test
    void requestsAboutDataAreNotEvenQueued() {
        try (EventRecorder recorder = recorder()) {
            for (int i = 0; i < 2 * EventRecorder.WAITING_MAX; i++) {
                recorder.saw(served("dynamodb", "GetItem", 1));
                recorder.saw(served("sns", "Publish", 1));
            }
            recorder.saw(served("dynamodb", "CreateTable", 1));
            open.countDown();
            assertThat(recorder.find(ALL).events()).extracting(KeptEvent::name).containsExactly("CreateTable");
        }
        assertThat(problems).isEmpty();
    }
}

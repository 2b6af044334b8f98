package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.ec2.ClientToken;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.iam.Session;
import dev.postern.model.time.InForce;
import dev.postern.storage.Cloud;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.testkit.Await;
import dev.postern.testkit.Topology;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What passes by time, while the test turns the clock. */
final class TimekeeperTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static final Instant LONG_AGO = BEGIN.minus(Duration.ofDays(1));

    private final TurnedClock clock = new TurnedClock();
    private final Topology topology = new Topology();
    private final VpcId vpc = topology.vpc("10.0.0.0/16");
    private final VpcEndpointId endpoint = topology.endpoint(vpc);
    private final LedgerCloud cloud = new LedgerCloud(new MemoryLedger());
    private final Timekeeper timekeeper = new Timekeeper(cloud, clock, Wiring.PASSAGES);

    /** A clock that stands until it is turned. */
    private static final class TurnedClock extends Clock {
        private volatile Instant now = BEGIN;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @AfterEach
    void stop() {
        timekeeper.close();
        cloud.close();
    }

    private void put(Entity entity) {
        cloud.commit(_ -> new Cloud.Outcome<>(Change.put(entity), true));
        timekeeper.wake();
    }

    private void turnTo(Duration sinceBegin) {
        clock.now = BEGIN.plus(sinceBegin);
        timekeeper.wake();
    }

    private boolean isThere(Entity entity) {
        return cloud.snapshot()
                .find(entity.getClass(), entity.scope(), entity.key())
                .isPresent();
    }

    /** It is there just before a moment, and not at it. */
    private void endsAt(Entity entity, Duration moment) {
        turnTo(moment.minusMillis(1));
        Session witness = session("ASIAWITNESS" + moment.toMillis(), LONG_AGO);
        put(witness);
        Await.until("the keeper has looked", LIMIT, () -> !isThere(witness));
        assertThat(isThere(entity)).isTrue();
        turnTo(moment);
        Await.until(entity.getClass().getSimpleName() + " ends", LIMIT, () -> !isThere(entity));
    }

    @Test
    void aTerminatedInstanceIsShownForAnHour() {
        topology.instance(topology.subnet(vpc, "10.0.0.0/24"), "10.0.0.10", topology.securityGroup(vpc));
        Instance ended = topology.snapshot().all(Instance.class).stream()
                .findFirst()
                .orElseThrow()
                .withState(Instance.State.TERMINATED, BEGIN, Optional.empty());
        put(ended);
        endsAt(ended, Duration.ofHours(1));
    }

    @Test
    void aTokenMeansSomethingForADay() {
        ClientToken token = new ClientToken(
                new Scope(new AccountId("111122223333"), Region.US_EAST_1),
                "CreateVpcEndpoint once",
                "hash",
                List.of("vpce-1"),
                BEGIN);
        put(token);
        endsAt(token, Duration.ofHours(24));
    }

    @Test
    void aSessionThatHasExpiredIsKnownForAWhile() {
        Session session = session("ASIASESSION", BEGIN);
        put(session);
        endsAt(session, Duration.ofHours(3));
    }

    @Test
    void aDeletedEndpointWaitsForTheNetworkToo() {
        VpcEndpoint deleting =
                topology.get(VpcEndpoint.class, endpoint.value()).withState(VpcEndpoint.State.DELETING, BEGIN);
        put(deleting);
        timekeeper.reached(new InForce(cloud.snapshot(), _ -> false));
        turnTo(Duration.ofDays(1));
        Session witness = session("ASIAWITNESS", LONG_AGO);
        put(witness);
        Await.until("the keeper has looked", LIMIT, () -> !isThere(witness));
        assertThat(isThere(deleting)).as("its way may still be open").isTrue();
        turnTo(Duration.ZERO);
        timekeeper.reached(new InForce(cloud.snapshot(), vpc::equals));
        endsAt(deleting, Duration.ofSeconds(3));
    }

    @Test
    void aNatGatewayIsAvailableOnceTheNetworkHasItAndItIsForgottenAnHourAfterItsEnd() {
        NetworkInterface eni =
                topology.networkInterface(topology.natGateway(topology.subnet(vpc, "10.0.0.0/24"), "10.0.0.5"));
        NatGateway pending = topology.get(
                        NatGateway.class, topology.natOf(eni.id()).value())
                .withState(NatGateway.State.PENDING, BEGIN);
        put(eni);
        put(pending);
        timekeeper.reached(new InForce(cloud.snapshot(), vpc::equals));
        Session witness = session("ASIAWITNESS", LONG_AGO);
        put(witness);
        Await.until("the keeper has looked", LIMIT, () -> !isThere(witness));
        assertThat(state(pending)).as("its own network is not there").isEqualTo(NatGateway.State.PENDING);
        timekeeper.reached(new InForce(cloud.snapshot(), _ -> true));
        Await.until("it is available", LIMIT, () -> state(pending) == NatGateway.State.AVAILABLE);
        put(pending.withState(NatGateway.State.DELETING, BEGIN));
        timekeeper.reached(new InForce(cloud.snapshot(), _ -> true));
        Await.until("it is deleted", LIMIT, () -> state(pending) == NatGateway.State.DELETED);
        assertThat(isThere(eni)).isFalse();
        endsAt(pending, Duration.ofHours(1));
    }

    private NatGateway.State state(NatGateway nat) {
        return cloud.snapshot()
                .find(NatGateway.class, nat.scope(), nat.key())
                .orElseThrow()
                .state();
    }

    private static Session session(String key, Instant expiresAt) {
        return new Session(
                key,
                "secret",
                "token",
                new AccountId("111122223333"),
                "/",
                "role",
                "AROAROLE",
                "session",
                Optional.empty(),
                BEGIN,
                expiresAt,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}

package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Dropped;
import dev.postern.dataplane.namespaces.Flows;
import dev.postern.dataplane.namespaces.Rehearsal;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcId;
import dev.postern.network.Compilation;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.BalancerRule;
import dev.postern.network.trace.Hop;
import dev.postern.network.trace.InspectionRule;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Remedy;
import dev.postern.network.trace.Rule;
import dev.postern.network.trace.Stage;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.RandomTopology;
import dev.postern.testkit.Seeds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random networks, tried with real packets: each ends, there and back, as its trace says, and where it is refused it passes once what
 * the traces say to help is done. {@code -Dtopologies=N} tries more of them, {@code -Dtest.seed=N} one again.
 */
@PacketTest
final class RandomPairsTest {
    private static final int TOPOLOGIES = Integer.getInteger("topologies", 200);
    private static final int LANES = 4;
    private static final int PACKETS = 90;
    private static final int PINGS = 2;
    /** From here on clients choose their ports. */
    private static final int CLIENT_PORTS = 32768;
    /** After so many surprises no more are looked for. */
    private static final int ENOUGH = 5;

    /** Those that are stopped nowhere. */
    private static final String BETWEEN_FAMILIES = "from IPv6 to IPv4, and back";

    private static final String BALANCED = "through a load balancer, and back";
    private static final String CONDUCTED = "by an endpoint to a service, and back";
    private static final String INSPECTED = "through an appliance, and back";

    /** What must have been among the many, or they are not as random as they should be. */
    private static final List<String> KINDS = List.of(
            "SG_OUT there",
            "NACL_OUT there",
            "ROUTE there",
            "BPA there",
            "SNAT there",
            "INTERNET there",
            "EGRESS there",
            "EGRESS back",
            "PEERING there",
            "NACL_IN there",
            "SG_IN there",
            "DETOUR there",
            "NAT there",
            "DOOR there",
            "DELIVERY there",
            "NACL_OUT back",
            "ROUTE back",
            "NACL_IN back",
            "DETOUR back",
            BETWEEN_FAMILIES,
            BALANCED,
            CONDUCTED,
            INSPECTED);
    /** The kernel has told of drops at each of these. */
    private static final List<Stage> NOTED = List.of(
            Stage.SG_OUT,
            Stage.NACL_OUT,
            Stage.ROUTE,
            Stage.BPA,
            Stage.SNAT,
            Stage.EGRESS,
            Stage.PEERING,
            Stage.NACL_IN,
            Stage.SG_IN,
            Stage.NAT,
            Stage.DOOR,
            Stage.DELIVERY);
    /** One of so many is tried with the remedies, too. */
    private static final int MENDED = 4;

    @TempDir
    Path directory;

    /** Where packets were stopped, on their way there and back, and what else was among them. */
    private final Set<String> stops = new ConcurrentSkipListSet<>();

    /** Where the kernel says that it has dropped packets. */
    private final Set<Stage> noted = new ConcurrentSkipListSet<>();

    /** What ended otherwise than its trace says. */
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

    @Test
    void realityIsWhatTheTraceSays() throws Exception {
        Long chosen = Long.getLong("test.seed");
        if (chosen != null) {
            tryEach(LongStream.of(chosen), directory);
        } else {
            tryAllAtOnce();
        }
        assertThat(surprises).isEmpty();
        if (chosen == null && TOPOLOGIES >= 100) {
            assertThat(stops).containsAll(KINDS);
            assertThat(noted).containsAll(NOTED);
        }
    }

    /** Packets are waited for more than computed: some networks are tried at once, which do not see each other. */
    private void tryAllAtOnce() throws Exception {
        try (ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                LongStream seeds = LongStream.rangeClosed(
                        1 + (long) TOPOLOGIES * lane / LANES, (long) TOPOLOGIES * (lane + 1) / LANES);
                Path where = directory.resolve("lane" + lane);
                ends.add(lanes.submit(() -> tryEach(seeds, where)));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }

    private Void tryEach(LongStream seeds, Path where) throws Exception {
        try (Network network = new Network(where);
                Inspecting inspecting = new Inspecting(network)) {
            for (long seed : seeds.toArray()) {
                if (surprises.size() > ENOUGH) {
                    break;
                }
                Random random = Seeds.random(seed);
                Snapshot snapshot = RandomTopology.of(random).snapshot();
                NetworkIntent intent = network.apply(snapshot);
                forgetOthers(network, intent);
                network.takeWhatever();
                inspecting.begin(intent);
                List<Packet> flows = sample(intent, random);
                tryAll(network, intent, flows).forEach(surprise -> surprises.add("seed " + seed + ": " + surprise));
                if (seed % MENDED == 0) {
                    mend(network, snapshot, intent, flows)
                            .ifPresent(surprise -> surprises.add("seed " + seed + ", mended: " + surprise));
                }
            }
        }
        return null;
    }

    /**
     * A connection of the network before may still be said farewell to, and goes where that led it or nowhere, as what it began with
     * is known: a trace tells of what begins.
     */
    private static void forgetOthers(Network network, NetworkIntent intent) throws Exception {
        for (VpcId vpc : intent.vpcs().keySet()) {
            Network.run(network.vpc(vpc), "conntrack", "-F", "-f", "ipv4");
            Network.run(network.vpc(vpc), "conntrack", "-F", "-f", "ipv6");
        }
    }

    private static List<Packet> sample(NetworkIntent intent, Random random) {
        List<Packet> flows = new ArrayList<>(Flows.of(intent));
        Collections.shuffle(flows, random);
        return flows;
    }

    private List<String> tryAll(Network network, NetworkIntent intent, List<Packet> flows) throws Exception {
        List<Trace> traces =
                flows.stream().map(packet -> PacketWalker.trace(intent, packet)).toList();
        List<Trace> streams = traces.stream()
                .filter(trace -> trace.packet().protocol().hasPorts())
                .limit(PACKETS)
                .toList();
        streams.forEach(this::note);
        List<Map.Entry<Trace, Process>> pings = new ArrayList<>();
        for (boolean delivered : new boolean[] {true, false}) {
            for (Trace trace : traces.stream()
                    .filter(t -> t.packet().isEchoRequest() && t.delivered() == delivered)
                    .limit(PINGS)
                    .toList()) {
                pings.add(Map.entry(
                        trace,
                        Network.startPing(
                                network.senderOf(trace.packet()), trace.packet().destination(), delivered)));
            }
        }
        Instant begin = Instant.now();
        List<String> surprises = new ArrayList<>(Attempts.surprises(network, streams));
        for (Map.Entry<Trace, Process> ping : pings) {
            if ((ping.getValue().waitFor() == 0) != ping.getKey().delivered()) {
                surprises.add((ping.getKey().delivered() ? "no" : "an") + " answer to " + ping.getKey());
            }
        }
        surprises.addAll(notedElsewhere(network, intent, begin));
        return surprises;
    }

    /**
     * What the kernel says it has dropped though its trace goes on from there. Of several that refuse a packet the kernel may ask a
     * later one first: ACLs before groups, as they judge answers, too.
     */
    private List<String> notedElsewhere(Network network, NetworkIntent intent, Instant since) throws Exception {
        List<String> surprises = new ArrayList<>();
        for (Dropped dropped : network.dropped()) {
            if (dropped.lastSeen().isAfter(since) && !isAnswer(dropped)) {
                Trace trace = PacketWalker.trace(intent, dropped.packet());
                Optional<Stage> first = trace.there().stream()
                        .filter(hop -> !hop.passed())
                        .map(Hop::stage)
                        .findFirst();
                first.filter(dropped.stage()::equals).ifPresent(noted::add);
                if (first.filter(stage -> mayBeAskedBefore(dropped.stage(), stage) || isStray(dropped, stage))
                        .isEmpty()) {
                    surprises.add("dropped at " + dropped.stage() + ": " + trace);
                }
            }
        }
        return surprises;
    }

    /** On a detour a packet enters an appliance, whose ACL and groups judge it, before it is known where it goes from there. */
    private static boolean mayBeAskedBefore(Stage asked, Stage first) {
        return first.compareTo(asked) <= 0
                || (first == Stage.DETOUR && (asked == Stage.NACL_IN || asked == Stage.SG_IN));
    }

    /** What an egress-only gateway refuses on its way out answers what came in by another one: a trace of it would begin it. */
    private static boolean isAnswer(Dropped dropped) {
        return dropped.stage() == Stage.EGRESS && dropped.packet().key() >= CLIENT_PORTS;
    }

    /** An answer that goes out by the gateway, though what it answers came by a peering connection, is not translated first. */
    private static boolean isStray(Dropped dropped, Stage first) {
        return dropped.stage() == Stage.SNAT
                && first == Stage.INTERNET
                && dropped.packet().key() >= CLIENT_PORTS;
    }

    private void note(Trace trace) {
        if (trace.outcome() instanceof Outcome.Stopped(Hop first, boolean back)) {
            stops.add(first.stage() + (back ? " back" : " there"));
            return;
        }
        for (Hop hop : trace.there()) {
            switch (hop.ruling().rule()) {
                case Rule.Nat64Translation _ -> stops.add(BETWEEN_FAMILIES);
                case BalancerRule.BalancedTo _ -> stops.add(BALANCED);
                case BalancerRule.Conducted _ -> stops.add(CONDUCTED);
                case InspectionRule.GivenBack _ -> stops.add(INSPECTED);
                default -> {}
            }
        }
    }

    /** Takes all remedies for one packet that is refused, and sends it again. */
    private static Optional<String> mend(Network network, Snapshot snapshot, NetworkIntent intent, List<Packet> flows)
            throws Exception {
        for (Packet packet : flows) {
            Trace trace = PacketWalker.trace(snapshot, intent, packet);
            Optional<List<Remedy>> remedies = packet.protocol().hasPorts() && !trace.delivered()
                    ? Rehearsal.remedies(snapshot, Compilation.NONE, packet)
                    : Optional.empty();
            if (remedies.isPresent()) {
                Snapshot mended = snapshot;
                for (Remedy remedy : remedies.get()) {
                    mended = Rehearsal.after(mended, remedy);
                }
                NetworkIntent then = network.apply(mended);
                List<String> surprises = Attempts.surprises(network, List.of(PacketWalker.trace(mended, then, packet)));
                return surprises.stream().findFirst().map(s -> remedies.get() + " " + s + " once " + trace);
            }
        }
        return Optional.empty();
    }
}

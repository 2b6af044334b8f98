package dev.postern.dataplane.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Snapshot;
import dev.postern.model.net.Ip;
import dev.postern.network.Compilation;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.PacketWalker;
import dev.postern.testkit.LargeCloud;
import dev.postern.testkit.LargeCloud.Noun;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What one more thing costs in a small cloud and in a large one, from its snapshot to the steps that the kernel would be given: the
 * ratio of the medians of runs that take turns, in processor time.
 */
@Tag("scale")
final class ScaleTest {
    private static final int WARM_UP = 150;
    private static final int RUNS = 101;

    @ParameterizedTest
    @EnumSource
    void oneMoreCostsAsMuchInAHundredVpcsAsInOne(Noun noun) {
        assertRatio(noun, "1 VPC -> 100", new LargeCloud(1, 100, 10, 20), new LargeCloud(100, 100, 10, 20));
    }

    @ParameterizedTest
    @EnumSource
    void oneMoreCostsAsMuchInAVpcOfFourThousandAsInOneOfFourHundred(Noun noun) {
        assertRatio(noun, "400 -> 4,000", new LargeCloud(1, 400, 10, 20), new LargeCloud(1, 4_000, 10, 20));
    }

    @Test
    void walkCostsAsMuchInALargeCloudAsInASmallerOne() {
        LargeCloud few = new LargeCloud(10, 1_000, 10, 20);
        LargeCloud many = new LargeCloud(100, 1_000, 10, 20);
        NetworkIntent small = NetworkCompiler.compile(few.snapshot());
        NetworkIntent large = NetworkCompiler.compile(many.snapshot());
        List<Packet> smallPackets = packets(few, small);
        List<Packet> largePackets = packets(many, large);
        List<Long> smallTimes = new ArrayList<>();
        List<Long> largeTimes = new ArrayList<>();
        for (int i = 0; i < WARM_UP; i++) {
            walk(small, smallPackets);
            walk(large, largePackets);
        }
        for (int i = 0; i < RUNS; i++) {
            smallTimes.add(walk(small, smallPackets));
            largeTimes.add(walk(large, largePackets));
        }
        double ratio = (double) median(largeTimes) / median(smallTimes);
        System.out.printf(
                "scale: a walk there and back, 10,000 interfaces -> 100,000: %.2f (%.1f us -> %.1f us)%n",
                ratio,
                median(smallTimes) / 1_000.0 / smallPackets.size(),
                median(largeTimes) / 1_000.0 / largePackets.size());
        assertThat(ratio).isLessThanOrEqualTo(2);
    }

    /** Between interfaces of one VPC, to services and to the internet. */
    private static List<Packet> packets(LargeCloud cloud, NetworkIntent intent) {
        Random random = new Random(7);
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            LargeCloud.OneVpc vpc = cloud.vpcs().get(random.nextInt(cloud.vpcs().size()));
            VpcIntent compiled = intent.vpc(vpc.id()).orElseThrow();
            InterfacePort from = compiled.interfaceOf(
                    vpc.interfaces().get(random.nextInt(vpc.interfaces().size())));
            InterfacePort to = compiled.interfaceOf(
                    vpc.interfaces().get(random.nextInt(vpc.interfaces().size())));
            Ip destination = i % 5 == 0 ? Ip.of("198.18.0.10") : to.addresses().getFirst();
            packets.add(Packet.tcp(from.id(), from.addresses().getFirst(), destination, 1_000 + i % 20));
        }
        return packets;
    }

    private static long walk(NetworkIntent intent, List<Packet> packets) {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int hops = 0;
        for (Packet packet : packets) {
            hops += PacketWalker.trace(intent, packet).there().size();
        }
        assertThat(hops).isPositive();
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
    }

    private static void assertRatio(Noun noun, String what, LargeCloud few, LargeCloud many) {
        Measured small = new Measured(few);
        Measured large = new Measured(many);
        for (int i = 0; i < WARM_UP; i++) {
            small.run(noun);
            large.run(noun);
        }
        List<Long> smallTimes = new ArrayList<>();
        List<Long> largeTimes = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            smallTimes.add(small.run(noun));
            largeTimes.add(large.run(noun));
        }
        double ratio = (double) median(largeTimes) / median(smallTimes);
        System.out.printf(
                "scale: one more %s, %s: %.2f (%d us -> %d us)%n",
                noun.name().toLowerCase(java.util.Locale.ROOT),
                what,
                ratio,
                median(smallTimes) / 1_000,
                median(largeTimes) / 1_000);
        assertThat(ratio).as("%s, %s", noun, what).isLessThanOrEqualTo(2);
    }

    private static long median(List<Long> times) {
        Collections.sort(times);
        return times.get(times.size() / 2);
    }

    /** A cloud with its network, to which one thing is added and taken away again. */
    private static final class Measured {
        private final LargeCloud cloud;
        private final NamespaceDataPlane plane =
                new NamespaceDataPlane(new RecordingKernel(), NamespaceDataPlaneContract.DEAF, () -> 0);
        private Compilation compilation = Compilation.NONE;

        Measured(LargeCloud cloud) {
            this.cloud = cloud;
            while (!apply(cloud.snapshot())) {}
        }

        /** Nanoseconds of this thread. */
        long run(Noun noun) {
            Snapshot more = cloud.withOneMore(noun, cloud.vpcs().getFirst());
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            boolean done = apply(more);
            long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
            assertThat(done && apply(cloud.snapshot())).isTrue();
            return taken;
        }

        private boolean apply(Snapshot snapshot) {
            compilation = NetworkCompiler.compile(snapshot, compilation);
            return plane.apply(compilation.intent()).complete();
        }
    }
}

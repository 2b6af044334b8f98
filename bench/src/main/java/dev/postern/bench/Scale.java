package dev.postern.bench;

import dev.postern.dataplane.Places;
import dev.postern.dataplane.linux.LinuxDataPlane;
import dev.postern.dataplane.namespaces.DesiredNamespace;
import dev.postern.dataplane.namespaces.NamespaceDataPlane;
import dev.postern.dataplane.namespaces.RecordingKernel;
import dev.postern.linux.IdRange;
import dev.postern.model.Snapshot;
import dev.postern.network.Compilation;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.PacketWalker;
import dev.postern.testkit.LargeCloud;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a cloud costs as it grows, without the API between: to compile and plan it, to bring it into the kernel, and to ask it.
 *
 * @param directory where the namespaces of one VPC are pinned for a while
 */
record Scale(Report report, Path directory) {
    private static final int WARM_UP = 100;
    private static final int RUNS = 101;
    private static final int WALKS = 2_000;
    private static final long FIRST_ID = 0x7000_0000L;
    private static final int RANGES = 4_000;

    void run() throws Exception {
        LargeCloud one = new LargeCloud(1, 100, 10, 20);
        LargeCloud hundred = new LargeCloud(100, 100, 10, 20);
        Planned first = new Planned(one);
        Planned last = new Planned(hundred);
        double[] small = new double[RUNS];
        double[] large = new double[RUNS];
        for (int i = -WARM_UP; i < RUNS; i++) {
            double fewer = first.oneMoreRule();
            double more = last.oneMoreRule();
            if (i >= 0) {
                small[i] = fewer;
                large[i] = more;
            }
        }
        String shape = " VPC(s) x 100 interfaces x 10 groups x 20 rules";
        report.figure("one more rule, compiled and planned, 1" + shape, Report.median(small), "us", "");
        report.figure("one more rule, compiled and planned, 100" + shape, Report.median(large), "us", "");
        report.figure(
                "the last of 100 VPCs to the first", Report.median(large) / Report.median(small), "", "goal 2 at most");
        kernel(one);
        report.figure(
                "a walk there and back among 10,000 interfaces", walk(hundred, last.compilation.intent()), "us", "");
        million();
    }

    /** One VPC of a hundred, for real. */
    private void kernel(LargeCloud cloud) throws Exception {
        Path run = Files.createDirectories(directory.resolve("scale"));
        LinuxDataPlane plane = new LinuxDataPlane(
                run,
                instance -> new IdRange(
                        FIRST_ID + (long) Math.floorMod(instance.value().hashCode(), RANGES) * IdRange.SIZE),
                Places.Listener.NONE);
        try {
            Compilation compilation = NetworkCompiler.compile(cloud.snapshot(), Compilation.NONE);
            long begin = System.nanoTime();
            require(plane.apply(compilation.intent()).complete());
            report.figure("a VPC of 100 interfaces, made in the kernel", Main.seconds(begin), "s", "");
            double[] times = new double[11];
            for (int i = 0; i < times.length; i++) {
                Snapshot more =
                        cloud.withOneMore(LargeCloud.Noun.RULE, cloud.vpcs().getFirst());
                begin = System.nanoTime();
                compilation = NetworkCompiler.compile(more, compilation);
                require(plane.apply(compilation.intent()).complete());
                times[i] = 1e3 * Main.seconds(begin);
                compilation = NetworkCompiler.compile(cloud.snapshot(), compilation);
                require(plane.apply(compilation.intent()).complete());
            }
            report.figure("one more rule in it, in force in the kernel", Report.median(times), "ms", "");
        } finally {
            plane.destroyAll();
        }
    }

    /** Not applied: what it is to hold and to ask. */
    private void million() {
        long before = used();
        LargeCloud cloud = new LargeCloud(100, 1_000, 100, 100);
        long begin = System.nanoTime();
        Compilation compilation = NetworkCompiler.compile(cloud.snapshot(), Compilation.NONE);
        String what = "100,000 interfaces and 1,000,000 rules";
        report.figure(what + ", compiled from nothing", Main.seconds(begin), "s", "");
        report.figure(what + ", state and intent in memory", (used() - before) / 1048576.0, "MiB", "");
        report.figure(what + ", a walk there and back", walk(cloud, compilation.intent()), "us", "goal 10");
    }

    /** Microseconds of one walk between two interfaces of a VPC, whichever. */
    private static double walk(LargeCloud cloud, NetworkIntent intent) {
        Random random = new Random(7);
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < WALKS; i++) {
            LargeCloud.OneVpc vpc = cloud.vpcs().get(random.nextInt(cloud.vpcs().size()));
            VpcIntent compiled = intent.vpc(vpc.id()).orElseThrow();
            InterfacePort from = compiled.interfaceOf(
                    vpc.interfaces().get(random.nextInt(vpc.interfaces().size())));
            InterfacePort to = compiled.interfaceOf(
                    vpc.interfaces().get(random.nextInt(vpc.interfaces().size())));
            packets.add(Packet.tcp(
                    from.id(), from.addresses().getFirst(), to.addresses().getFirst(), 1_000 + i % 20));
        }
        double[] times = new double[9];
        for (int round = 0; round < times.length; round++) {
            long begin = cpuNanos();
            packets.forEach(packet ->
                    require(!PacketWalker.trace(intent, packet).there().isEmpty()));
            times[round] = (cpuNanos() - begin) / 1e3 / packets.size();
        }
        return Report.median(times);
    }

    /** Of this thread: what others do on the machine is not counted. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("the network is not as it must be");
        }
    }

    /** A cloud on the recording kernel. */
    private static final class Planned {
        private final LargeCloud cloud;
        private final NamespaceDataPlane plane = new NamespaceDataPlane(new RecordingKernel(), new Deaf(), () -> 0);
        private Compilation compilation = Compilation.NONE;

        Planned(LargeCloud cloud) {
            this.cloud = cloud;
            while (!apply(cloud.snapshot())) {
                // Many new VPCs are made some at a time.
            }
        }

        /** Microseconds. */
        double oneMoreRule() {
            Snapshot more = cloud.withOneMore(LargeCloud.Noun.RULE, cloud.vpcs().getLast());
            long begin = cpuNanos();
            require(apply(more));
            double taken = (cpuNanos() - begin) / 1e3;
            require(apply(cloud.snapshot()));
            return taken;
        }

        private boolean apply(Snapshot snapshot) {
            compilation = NetworkCompiler.compile(snapshot, compilation);
            return plane.apply(compilation.intent()).complete();
        }
    }

    /** Nobody listens in these routers. */
    private static final class Deaf implements NamespaceDataPlane.Listener {
        @Override
        public void appeared(String namespace, DesiredNamespace.Server server) {}

        @Override
        public void disappearing(String namespace) {}
    }
}

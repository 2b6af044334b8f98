package dev.postern.bench;

import dev.postern.explain.JsonRendering;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.server.network.Names;
import dev.postern.server.why.Asked;
import dev.postern.server.why.Packets;
import dev.postern.services.ec2.AccountBootstrap;
import dev.postern.services.ec2.Ec2Service;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.ec2.flowlogs.FlowLogDelivery;
import dev.postern.services.ec2.instances.InstanceLifecycle;
import dev.postern.services.iam.Accounts;
import dev.postern.storage.Cloud;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How long it takes to be told why: in a server with a large cloud, and as a command. */
record WhyTimes(Topology topology, Report report) {
    private static final int VPCS = 100;
    private static final int INSTANCES = 100;
    private static final int WARM_UP = 3_000;
    private static final int TRIES = 1_000;
    private static final int COMMANDS = 7;

    void run() throws Exception {
        report.figure(
                "why of one packet, in a server with 100 VPCs x 100 interfaces (median)", inServer(), "ms", "goal 1");
        double[] ours = new double[COMMANDS];
        double[] bare = new double[COMMANDS];
        List<String> why = List.of(
                Path.of(Objects.requireNonNull(System.getenv("POSTERN_HOME")), "postern")
                        .toString(),
                "why",
                "--data",
                topology.cloud().data().toString(),
                topology.client().instanceId(),
                "198.18.0.10:443");
        List<String> version =
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-version");
        for (int i = 0; i < COMMANDS; i++) {
            ours[i] = millis(why);
            bare[i] = millis(version);
        }
        report.ratio("why as a command, with the launcher", ours, bare, "ms", "java -version", "goal 2");
    }

    private static double millis(List<String> command) {
        long begin = System.nanoTime();
        Shell.run(command);
        return 1000 * Main.seconds(begin);
    }

    private static double inServer() throws Exception {
        try (LedgerCloud cloud = new LedgerCloud(new MemoryLedger())) {
            Ends ends = fill(cloud);
            Snapshot snapshot = cloud.snapshot();
            Packets packets = new Packets(new Names(cloud::snapshot, () -> TargetHealth.NONE));
            Asked asked = new Asked(
                    ends.asker(),
                    ends.address() + ":443",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            double[] taken = new double[TRIES];
            for (int i = -WARM_UP; i < TRIES; i++) {
                long begin = System.nanoTime();
                String answer = JsonRendering.of(packets.answer(snapshot, asked).explanation())
                        .toString();
                if (i >= 0) {
                    taken[i] = 1000 * Main.seconds(begin);
                }
                if (!answer.contains("\"allowed\"")) {
                    throw new IllegalStateException(answer);
                }
            }
            Arrays.sort(taken);
            return taken[TRIES / 2];
        }
    }

    /** An instance, and the address of another one of its group. */
    private record Ends(String asker, String address) {}

    /** Makes VPCs full of running instances that nothing runs; two of the last one. */
    private static Ends fill(LedgerCloud cloud) throws Exception {
        SecureRandom random = new SecureRandom();
        Ids ids = new Ids(random);
        Clock clock = Clock.systemUTC();
        Scope scope = new Scope(Accounts.DEFAULT, Region.US_EAST_1);
        cloud.commit(snapshot -> new Cloud.Outcome<>(
                Accounts.create(snapshot, Accounts.DEFAULT, Accounts.RootKey.DEFAULT, clock.instant()), true));
        cloud.commit(snapshot -> new Cloud.Outcome<>(AccountBootstrap.create(snapshot, Accounts.DEFAULT, ids), true));
        Ec2Service ec2 = new Ec2Service(
                cloud,
                new Host("x86_64", _ -> Optional.empty(), _ -> true, random),
                Quotas.of(List.of("network-interfaces-per-region=20000")),
                FlowLogDelivery.UNDISTURBED);
        InstanceLifecycle lifecycle = new InstanceLifecycle(cloud, clock);
        RequestContext context = new RequestContext(
                ids.uuid(),
                new Caller.Root(Accounts.DEFAULT),
                Region.US_EAST_1,
                new Connection.Public(Ip.of("127.0.0.1"), false),
                "",
                clock.instant(),
                ids);
        return context.call(() -> {
            Ends last = new Ends("", "");
            String image = ec2.describeImages(r -> r.owners("amazon"))
                    .images()
                    .getFirst()
                    .imageId();
            for (int v = 0; v < VPCS; v++) {
                String vpc =
                        ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
                String subnet = ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                        .subnet()
                        .subnetId();
                var instances = ec2.runInstances(r -> r.imageId(image)
                                .instanceType("t3.micro")
                                .minCount(INSTANCES)
                                .maxCount(INSTANCES)
                                .subnetId(subnet))
                        .instances();
                instances.forEach(instance -> lifecycle.started(scope, new InstanceId(instance.instanceId())));
                last = new Ends(
                        instances.getLast().instanceId(), instances.getFirst().privateIpAddress());
            }
            return last;
        });
    }
}

package dev.postern.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.conformance.ServerProcess;
import dev.postern.conformance.SmallNetwork;
import dev.postern.conformance.TestingCloud;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceType;

/**
 * Many VPCs, and more idle connections than any client needs, from the host and from an instance: every new call is answered, rules
 * change, and the server lives, before and after it was killed.
 */
class CrowdTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int SELECT_MAX = 1024;
    private static final int CALLERS = 4;
    private static final String METADATA =
            "curl -s -o /dev/null --max-time 20 -w '%{http_code}' http://169.254.169.254/";
    private static final String PING = "ping -q -c 1 -W 1 " + SmallNetwork.address(1);

    @TempDir
    Path directory;

    @Test
    @Tag("hostile")
    void answersBeyondTheDescriptorsThatSelectCanName() throws Exception {
        hold(new Crowd(150, true, 1_100, 1_100));
    }

    @Test
    @Tag("scale")
    void answersWithAThousandVpcsAndAnInstanceInEach() throws Exception {
        hold(new Crowd(1_000, true, 10_000, 2_000));
    }

    private record Crowd(int vpcs, boolean instances, int fromHost, int fromInstance) {}

    private void hold(Crowd crowd) throws Exception {
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"))) {
            try {
                hold(crowd, cloud);
            } finally {
                cloud.start(); // which takes what the killed ones left, and ends in order
            }
        }
    }

    private void hold(Crowd crowd, TestingCloud cloud) throws Exception {
        SmallNetwork network;
        Stopwatch stopwatch = new Stopwatch(cloud);
        try (ServerProcess server = ServerProcess.start(cloud)) {
            network = SmallNetwork.make(cloud.root());
            make(crowd, cloud);
            stopwatch.note("made " + crowd);
            flood(crowd, cloud, network, stopwatch);
            server.kill();
        }
        stopwatch.restart();
        try (ServerProcess server = ServerProcess.start(cloud)) {
            stopwatch.note("first answer of the next process");
            assertThat(cloud.root().ec2().describeVpcs().vpcs()).hasSizeGreaterThan(crowd.vpcs());
            Await.untilAtLast("all instances are looked at", LIMIT, () -> initializing(cloud) == 0);
            stopwatch.note("all looked at");
            changeRules(cloud, network);
            server.kill();
        }
    }

    private static void make(Crowd crowd, TestingCloud cloud) throws Exception {
        Ec2Client ec2 = cloud.root().ec2();
        String image = ec2.describeImages(describe -> describe.owners("amazon"))
                .images()
                .getFirst()
                .imageId();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<String>> made = new ArrayList<>();
            for (int i = 0; i < crowd.vpcs(); i++) {
                made.add(callers.submit(() -> vpc(ec2, crowd.instances() ? image : "")));
            }
            for (Future<String> one : made) {
                one.get();
            }
        }
        Await.untilAtLast(
                "all instances run",
                LIMIT.multipliedBy(10),
                () -> !crowd.instances() || states(cloud).stream().allMatch("running"::equals));
    }

    private static String vpc(Ec2Client ec2, String image) {
        String vpc =
                ec2.createVpc(create -> create.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        if (!image.isEmpty()) {
            String subnet = ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                    .subnet()
                    .subnetId();
            var _ = ec2.runInstances(run -> run.imageId(image)
                    .instanceType(InstanceType.T3_NANO)
                    .minCount(1)
                    .maxCount(1)
                    .subnetId(subnet));
        }
        return vpc;
    }

    private void flood(Crowd crowd, TestingCloud cloud, SmallNetwork network, Stopwatch stopwatch) throws Exception {
        Attacker attacker = Attacker.of(cloud, network.instances().getFirst());
        Attacker other = Attacker.of(cloud, network.instances().getLast());
        List<SocketChannel> held = new ArrayList<>();
        Process holder = attacker.start("hold.py", "169.254.169.254", "80", Integer.toString(crowd.fromInstance()));
        try {
            for (int i = 0; i < crowd.fromHost(); i++) {
                held.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), cloud.port())));
            }
            assertThat(holder.inputReader().readLine()).isEqualTo("held " + crowd.fromInstance());
            stopwatch.note("held the connections");
            assertThat(stopwatch.descriptors()).isGreaterThan(SELECT_MAX);

            assertThat(attacker.shell(METADATA).output()).isEqualTo("200");
            assertThat(other.shell(METADATA).output()).isEqualTo("200");
            assertThat(cloud.as(dev.postern.conformance.Clients.ROOT)
                            .ec2()
                            .describeVpcs()
                            .vpcs())
                    .hasSizeGreaterThan(crowd.vpcs());
            changeRules(cloud, network);
            stopwatch.note("changed rules");
        } finally {
            holder.getOutputStream().close();
            if (!holder.waitFor(10, TimeUnit.SECONDS)) {
                holder.destroyForcibly();
            }
            for (SocketChannel channel : held) {
                channel.close();
            }
        }
    }

    /** Closes the group and opens it again; the kernel follows. */
    private static void changeRules(TestingCloud cloud, SmallNetwork network) throws Exception {
        Attacker instance = Attacker.of(cloud, network.instances().getFirst());
        Ec2Client ec2 = cloud.root().ec2();
        Await.until(
                "the other instance answers", LIMIT, () -> instance.shell(PING).exitCode() == 0);
        ec2.revokeSecurityGroupIngress(
                revoke -> revoke.groupId(network.group()).ipProtocol("-1").cidrIp("10.0.1.0/24"));
        Await.until(
                "the other instance is out of reach",
                LIMIT,
                () -> instance.shell(PING).exitCode() != 0);
        ec2.authorizeSecurityGroupIngress(
                authorize -> authorize.groupId(network.group()).ipProtocol("-1").cidrIp("10.0.1.0/24"));
        Await.until(
                "the other instance answers", LIMIT, () -> instance.shell(PING).exitCode() == 0);
    }

    private static List<String> states(TestingCloud cloud) {
        List<String> states = new ArrayList<>();
        for (JsonNode instance : cloud.status().path("instances")) {
            states.add(instance.path("state").asText());
        }
        return states;
    }

    private static long initializing(TestingCloud cloud) {
        long count = 0;
        for (JsonNode instance : cloud.status().path("instances")) {
            if (!instance.path("reachability").asText().equals("passed")) {
                count++;
            }
        }
        return count;
    }

    /** Tells people how long it took and what the server has. */
    private static final class Stopwatch {
        private final TestingCloud cloud;
        private long start = System.nanoTime();

        Stopwatch(TestingCloud cloud) {
            this.cloud = cloud;
        }

        void restart() {
            start = System.nanoTime();
        }

        int descriptors() {
            String[] open = Path.of("/proc", server(), "fd").toFile().list();
            return open == null ? 0 : open.length;
        }

        void note(String what) throws IOException {
            String memory = java.nio.file.Files.readAllLines(Path.of("/proc", server(), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS") || line.startsWith("Threads"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .toList()
                    .toString();
            System.out.printf(
                    "CrowdTest: %s after %d ms; descriptors %d, %s%n",
                    what, Duration.ofNanos(System.nanoTime() - start).toMillis(), descriptors(), memory);
        }

        private String server() {
            return cloud.status().path("pid").asText();
        }
    }
}

package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Flow logs by the real AWS CLI: what instances really sent, in the files of a bucket. */
@Tag("conformance")
final class FlowLogsTest {
    private static final String FORMAT =
            "${version} ${vpc-id} ${interface-id} ${instance-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport}"
                    + " ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status} ${tcp-flags} ${type}"
                    + " ${pkt-srcaddr} ${pkt-dstaddr} ${region} ${pkt-dst-aws-service} ${flow-direction} ${traffic-path}";
    private static final String FILE = "shop/AWSLogs/000000000000/vpcflowlogs/us-east-1/\\d{4}/\\d\\d/\\d\\d/"
            + "000000000000_vpcflowlogs_us-east-1_fl-[0-9a-f]{17}_\\d{8}T\\d{4}Z_[0-9a-f]{8}\\.log\\.gz";
    private static final String NOTE_URL = "http://small-network.s3.us-east-1.amazonaws.com/note";

    /** A file comes within a minute. */
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void filesHaveWhatFlowed() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Clients root = cloud.root();
            SmallNetwork network = SmallNetwork.make(root);
            String log = create(root, network.vpc(), "arn:aws:s3:::flows/shop/", FORMAT);
            String web = network.instances().get(0);
            cloud.shell(web, directory, "ping -c 3 " + SmallNetwork.address(1));
            cloud.shell(web, directory, "curl -s -o /dev/null " + NOTE_URL);
            root.ec2()
                    .revokeSecurityGroupIngress(revoke ->
                            revoke.groupId(network.group()).ipProtocol("-1").cidrIp("10.0.1.0/24"));
            cloud.shell(web, directory, "curl -s -m 1 http://" + SmallNetwork.address(1) + ":81/; true");
            Await.until("it is seen as it flows", LIMIT, () -> flows(cloud).contains(" REJECT tcp "));
            assertThat(flows(cloud, web))
                    .contains("egress  ACCEPT icmp 10.0.1.10 -> 10.0.1.11 packets")
                    .doesNotContain("REJECT");
            assertThat(flows(cloud, "nobody")).contains("there is no instance nobody");
            assertThat(flows(cloud, "eni-0")).contains("there is no interface eni-0");

            cloud.stop();
            cloud.start();
            List<Map<String, String>> records = records(cloud.root().s3(), "shop/");
            assertThat(keys(cloud.root().s3(), "shop/"))
                    .isNotEmpty()
                    .allMatch(key -> key.matches(FILE) && key.contains(log));
            requirePing(records);
            requireNote(records, network.vpc(), web);
            requireRefusal(records);
            assertThat(records)
                    .as("nobody's questions to the resolver and the metadata service")
                    .noneMatch(one -> one.getOrDefault("dstport", "").equals("53")
                            || one.getOrDefault("dstaddr", "").startsWith("169.254."));
        }
    }

    private String flows(TestingCloud cloud, String... of) {
        List<String> words = new ArrayList<>(List.of("--data", cloud.data().toString()));
        words.addAll(List.of(of));
        Finished found =
                ChildJvm.run(Map.of(), directory, "dev.postern.cli.Main", "flows", words.toArray(String[]::new));
        return found.output() + found.errors();
    }

    private static void requirePing(List<Map<String, String>> records) {
        for (String direction : List.of("egress", "ingress")) {
            for (String to : List.of(SmallNetwork.address(0), SmallNetwork.address(1))) {
                List<Map<String, String>> pings = records.stream()
                        .filter(where("protocol", "1", "dstaddr", to, "flow-direction", direction))
                        .toList();
                assertThat(sum(pings, "packets"))
                        .as(direction + " " + to + " of " + records)
                        .isEqualTo(3);
                assertThat(sum(pings, "bytes")).isEqualTo(3 * 84);
                assertThat(pings)
                        .allMatch(where("action", "ACCEPT", "srcport", "0", "log-status", "OK", "version", "5"));
            }
        }
    }

    private static void requireNote(List<Map<String, String>> records, String vpc, String instance) {
        assertThat(records)
                .anyMatch(where(
                                "vpc-id",
                                vpc,
                                "instance-id",
                                instance,
                                "srcaddr",
                                "10.0.1.10",
                                "pkt-dst-aws-service",
                                "S3")
                        .and(where(
                                "flow-direction", "egress", "traffic-path", "7", "dstport", "80", "action", "ACCEPT"))
                        .and(one -> (Integer.parseInt(one.getOrDefault("tcp-flags", "0")) & 3) != 0));
    }

    private static void requireRefusal(List<Map<String, String>> records) {
        Predicate<Map<String, String>> refused = where("dstport", "81", "dstaddr", SmallNetwork.address(1));
        assertThat(records)
                .anyMatch(refused.and(where("flow-direction", "ingress", "action", "REJECT", "tcp-flags", "2")))
                .anyMatch(refused.and(where("flow-direction", "egress", "action", "ACCEPT", "traffic-path", "1")));
    }

    /** A bucket whose policy does not let files in: so it is said; once it does, they come, also where nothing flowed. */
    @Test
    void theBucketsPolicyDecides() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Clients root = cloud.root();
            SmallNetwork network = SmallNetwork.make(root);
            String log = create(root, network.vpc(), "arn:aws:s3:::flows", FORMAT);
            String policy =
                    root.s3().getBucketPolicy(get -> get.bucket("flows")).policy();
            assertThat(policy).contains("AWSLogDeliveryWrite", "AWSLogDeliveryAclCheck", "delivery.logs.amazonaws.com");
            root.s3().deleteBucketPolicy(delete -> delete.bucket("flows"));
            Await.until(
                    "it is told",
                    LIMIT,
                    () -> described(root, log)
                            .path("DeliverLogsErrorMessage")
                            .asText()
                            .equals("Access error"));
            assertThat(described(root, log).path("DeliverLogsStatus").asText()).isEqualTo("FAILED");
            assertThat(keys(root.s3(), "")).isEmpty();
            root.s3().putBucketPolicy(put -> put.bucket("flows").policy(policy));
            Await.until("a file comes", LIMIT, () -> !keys(root.s3(), "").isEmpty());
            assertThat(described(root, log).path("DeliverLogsStatus").asText()).isEqualTo("SUCCESS");
            assertThat(records(root.s3(), ""))
                    .allMatch(where("log-status", "NODATA", "action", "-"))
                    .hasSizeGreaterThan(1);
            root.aws(directory, "ec2 delete-flow-logs --flow-log-ids " + log);
            assertThat(root.aws(directory, "ec2 describe-flow-logs").path("FlowLogs"))
                    .isEmpty();
        }
    }

    @Test
    void whatAKilledServerMissedIsSaid() throws IOException, InterruptedException {
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"))) {
            SmallNetwork network;
            JsonNode instance;
            try (ServerProcess server = ServerProcess.start(cloud)) {
                network = SmallNetwork.make(cloud.root());
                create(cloud.root(), network.vpc(), "arn:aws:s3:::flows", FORMAT);
                instance = cloud.instance(network.instances().get(0));
                TestingCloud.exec(instance, directory, "ping", "-c", "1", SmallNetwork.address(1));
                server.kill();
            }
            TestingCloud.exec(instance, directory, "ping", "-c", "1", SmallNetwork.address(1));
            cloud.start();
            network.awaitRunning(cloud.root());
            cloud.restart();
            assertThat(records(cloud.root().s3(), ""))
                    .filteredOn(where("log-status", "SKIPDATA"))
                    .hasSize(2);
        }
    }

    private String create(Clients root, String vpc, String destination, String format) {
        root.s3().createBucket(create -> create.bucket("flows"));
        String[] words = {
            "ec2",
            "create-flow-logs",
            "--resource-type",
            "VPC",
            "--resource-ids",
            vpc,
            "--traffic-type",
            "ALL",
            "--max-aggregation-interval",
            "60",
            "--log-destination-type",
            "s3",
            "--log-destination",
            destination,
            "--log-format",
            format,
            "--query",
            "FlowLogIds[0]",
            "--output",
            "text"
        };
        return root.cli("aws", directory, words).succeeded().strip();
    }

    private JsonNode described(Clients root, String log) {
        return root.aws(directory, "ec2 describe-flow-logs --flow-log-ids " + log)
                .path("FlowLogs")
                .path(0);
    }

    private static List<String> keys(S3Client s3, String prefix) {
        return s3.listObjectsV2(list -> list.bucket("flows").prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** All lines of all files, each by the names that its file's first line gives. */
    private static List<Map<String, String>> records(S3Client s3, String prefix) throws IOException {
        List<Map<String, String>> records = new ArrayList<>();
        for (String key : keys(s3, prefix)) {
            byte[] packed =
                    s3.getObjectAsBytes(get -> get.bucket("flows").key(key)).asByteArray();
            try (GZIPInputStream file = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                List<String> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
                String[] names = lines.getFirst().split(" ", -1);
                for (String line : lines.subList(1, lines.size())) {
                    records.add(record(names, line.split(" ", -1)));
                }
            }
        }
        return records;
    }

    private static Map<String, String> record(String[] names, String... values) {
        assertThat(values).hasSameSizeAs(names);
        Map<String, String> record = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            record.put(names[i], values[i]);
        }
        return record;
    }

    private static Predicate<Map<String, String>> where(String... fields) {
        return record -> {
            for (int i = 0; i < fields.length; i += 2) {
                if (!fields[i + 1].equals(record.get(fields[i]))) {
                    return false;
                }
            }
            return true;
        };
    }

    private static long sum(List<Map<String, String>> records, String field) {
        return records.stream()
                .mapToLong(one -> Long.parseLong(one.getOrDefault(field, "0")))
                .sum();
    }
}

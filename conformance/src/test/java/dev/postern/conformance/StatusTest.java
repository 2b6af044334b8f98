package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** What somebody did to the cloud behind its back, {@code status} tells; and who uses it meanwhile is not deceived. */
@Tag("conformance")
class StatusTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LARGE = 64 << 20;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void tellsOfARouteThatSomebodyDeletedAndThatItIsBack() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Ec2Client ec2 = cloud.root().ec2();
            SmallNetwork network = SmallNetwork.make(cloud.root());
            String vpc = network.vpc();
            String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
            ec2.attachInternetGateway(attach -> attach.vpcId(vpc).internetGatewayId(gateway));
            ec2.createRoute(create -> create.routeTableId(network.routeTable())
                    .destinationCidrBlock("203.0.113.0/24")
                    .gatewayId(gateway));
            Await.until(
                    "the kernel has the route", LIMIT, () -> routes(cloud, vpc).contains("203.0.113.0/24"));
            assertThat(cloud.status().path("mended").toString()).doesNotContain(vpc);

            run(cloud, vpc, "ip route del $(ip route show table all | grep -F 203.0.113.0/24)")
                    .succeeded();
            Await.until(
                    "status tells what was done",
                    LIMIT,
                    () -> Stream.of("NETWORK_DRIFT", vpc)
                            .allMatch(cloud.status().path("mended").toString()::contains));
            Await.until("the route is back", LIMIT, () -> routes(cloud, vpc).contains("203.0.113.0/24"));
            Await.until(
                    "nothing is wrong any more",
                    LIMIT,
                    () -> !cloud.status().path("problems").toString().contains(vpc));
        }
    }

    @Test
    void tellsOfAnObjectWhoseFileWasCutAndNobodyTakesTheRestForIt() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            S3Client s3 = cloud.root().s3();
            s3.createBucket(create -> create.bucket("things"));
            s3.putObject(put -> put.bucket("things").key("large"), RequestBody.fromBytes(new byte[LARGE]));
            Path file = largest(cloud.data().resolve("objects/bodies"));

            try (ResponseInputStream<GetObjectResponse> reading =
                    s3.getObject(get -> get.bucket("things").key("large"))) {
                assertThat(reading.read()).isZero();
                cut(file, LARGE / 2);
                // What is on its way by now is whole; what is not cannot be sent, and the connection ends before the
                // end.
                assertThatThrownBy(reading::readAllBytes)
                        .matches(failure -> failure instanceof IOException || failure instanceof SdkException);
                reading.abort();
            }
            assertThatThrownBy(() ->
                            s3.getObjectAsBytes(get -> get.bucket("things").key("large")))
                    .isInstanceOf(SdkException.class);
            Await.until(
                    "status tells",
                    LIMIT,
                    () -> Stream.of("OBJECT_BODY_LOST", "things/large")
                            .allMatch(cloud.status().path("problems").toString()::contains));

            s3.putObject(put -> put.bucket("things").key("large"), RequestBody.fromString("anew"));
            assertThat(s3.getObjectAsBytes(get -> get.bucket("things").key("large"))
                            .asUtf8String())
                    .isEqualTo("anew");
            Await.until(
                    "status tells no more",
                    LIMIT,
                    () -> !cloud.status().path("problems").toString().contains("things/large"));
        }
    }

    private static void cut(Path file, long bytes) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(bytes);
        }
    }

    private static Path largest(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    /** None as long as there is no namespace. */
    private String routes(TestingCloud cloud, String vpc) {
        return run(cloud, vpc, "ip route show table all").output();
    }

    private Finished run(TestingCloud cloud, String vpc, String command) {
        Path pin = cloud.data().resolve("run/netns").resolve(vpc);
        return Finished.run(Map.of(), directory, "nsenter", "--net=" + pin, "sh", "-c", command);
    }
}

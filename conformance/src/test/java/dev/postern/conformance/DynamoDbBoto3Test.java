package dev.postern.conformance;

import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * DynamoDB as Python has it: {@code dynamodb-boto3.py} by the front door, and on an instance without any way out through a gateway
 * endpoint, by the role of the instance.
 *
 * @see <a href="https://boto3.amazonaws.com/v1/documentation/api/latest/reference/services/dynamodb.html">boto3's DynamoDB</a>
 */
@Tag("conformance")
final class DynamoDbBoto3Test extends PrivateCallers {
    private static final String SCRIPT = "dynamodb-boto3.py";

    /** Debian's: that of another Python on the path may have no boto3. Instances have the same, as they share {@code /usr}. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final Path BOTO3 = Path.of("/usr/lib/python3/dist-packages/boto3");

    @BeforeAll
    static void boto3() {
        Requirements.unless(Files.isDirectory(BOTO3), "there is no python3-boto3: run this by ./check");
    }

    @Test
    void worksByTheFrontDoor() throws IOException {
        Path script = Files.writeString(directory.resolve(SCRIPT), script());
        Map<String, String> environment = Map.of(
                "AWS_ACCESS_KEY_ID", Clients.ROOT.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", Clients.ROOT.secretAccessKey(),
                "AWS_CONFIG_FILE", "/nowhere",
                "AWS_SHARED_CREDENTIALS_FILE", "/nowhere",
                "PYTHONDONTWRITEBYTECODE", "1");
        Seeds.each(
                1,
                random -> Finished.run(
                                environment,
                                directory,
                                PYTHON,
                                script.toString(),
                                Integer.toString(random.nextInt(Integer.MAX_VALUE)),
                                cloud.endpoint().toString())
                        .succeeded());
    }

    @Test
    void worksOnAnInstanceThroughAGatewayEndpoint() {
        VpcEndpoint gateway = ec2.createVpcEndpoint(create -> create.vpcId(home.vpc())
                        .vpcEndpointType(VpcEndpointType.GATEWAY)
                        .serviceName("com.amazonaws.us-east-1.dynamodb")
                        .routeTableIds(home.table()))
                .vpcEndpoint();
        available(gateway.vpcEndpointId());
        cloud.write(home.instance(), directory, "/root/" + SCRIPT, script());
        Seeds.each(
                1,
                random -> exec(
                                home,
                                List.of(PYTHON, "/root/" + SCRIPT, Integer.toString(random.nextInt(Integer.MAX_VALUE))))
                        .succeeded());
    }

    private static String script() {
        try (InputStream stream = Objects.requireNonNull(DynamoDbBoto3Test.class.getResourceAsStream(SCRIPT))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

/** Whoever asks for a service that is not here is told so in that service's own form; AWS's image parameters are here. */
final class ServicesNotServedTest {
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
    private static final String PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

    @TempDir
    private Path directory;

    private TestingGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void answersJsonToServicesOfJson() {
        HttpResponse<String> answer = post(
                "/", "sqs", "{}", "X-Amz-Target", "AmazonSQS.ListQueues", "Content-Type", "application/x-amz-json-1.0");
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.headers().firstValue("content-type")).contains("application/x-amz-json-1.0");
        assertThat(answer.body())
                .isEqualTo("{\"__type\":\"NotImplemented\",\"message\":\"Postern does not serve Amazon Simple Queue"
                        + " Service (sqs).\"}");
        HttpResponse<String> logs = post(
                "/",
                "logs",
                "{}",
                "X-Amz-Target",
                "Logs_20140328.DescribeLogGroups",
                "Content-Type",
                "application/x-amz-json-1.1");
        assertThat(logs.body()).contains("Amazon CloudWatch Logs (logs)");
        HttpResponse<String> lambda = get("/2015-03-31/functions", "lambda");
        assertThat(lambda.headers().firstValue("x-amzn-errortype")).contains("NotImplemented");
        assertThat(lambda.body()).contains("\"message\":\"Postern does not serve AWS Lambda (lambda).\"");
    }

    @Test
    void answersXmlToServicesOfForms() {
        HttpResponse<String> answer =
                post("/", "autoscaling", "Action=DescribeAutoScalingGroups&Version=2011-01-01", "Content-Type", FORM);
        assertThat(answer.body())
                .contains("<ErrorResponse xmlns=\"http://autoscaling.amazonaws.com/doc/")
                .contains("<Error><Type>Sender</Type><Code>NotImplemented</Code>"
                        + "<Message>Postern does not serve Auto Scaling (autoscaling).</Message></Error>");
        assertThat(post("/", "cloudformation", "Action=ListStacks&Version=2010-05-15", "Content-Type", FORM)
                        .body())
                .contains("AWS CloudFormation (cloudformation)");
    }

    @Test
    void takesNoPathOfAnotherServiceForABucket() {
        assertThat(get("/2020-05-31/distribution", "cloudfront").body())
                .contains("<ErrorResponse><Error><Type>Sender</Type>")
                .contains("<Code>NotImplemented</Code>")
                .contains("Amazon CloudFront (cloudfront)");
        assertThat(get("/v20180820/jobs", "s3", "x-amz-account-id", "000000000000")
                        .body())
                .contains("<ErrorResponse xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\">");
    }

    @Test
    void answersCborToWhoSpeaksIt() {
        HttpResponse<String> answer = post(
                "/service/GraniteServiceVersion20100801/operation/ListMetrics",
                "monitoring",
                "",
                "smithy-protocol",
                "rpc-v2-cbor",
                "Content-Type",
                "application/cbor");
        assertThat(answer.headers().firstValue("smithy-protocol")).contains("rpc-v2-cbor");
        byte[] body = answer.body().getBytes(StandardCharsets.ISO_8859_1);
        assertThat(HexFormat.of().formatHex(body, 0, 4)).isEqualTo("a2790006");
        assertThat(answer.body()).contains("Amazon CloudWatch (monitoring)");
    }

    @Test
    void namesAlsoServicesThatAwsHasNot() {
        assertThat(post("/", "newest", "{}", "X-Amz-Target", "Newest.Do", "Content-Type", "application/x-amz-json-1.1")
                        .body())
                .contains("Postern does not serve the service newest.");
        assertThat(get("/bucket", "nonsense").body()).contains("<Code>").doesNotContain("Postern");
    }

    @Test
    void answersThatWhatNobodySignsIsNoOperationHere() {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(gateway.endpoint())
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString("Action=AssumeRoleWithSAML&Version=2011-06-15&RoleArn=x"))
                .build());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("<Code>InvalidAction</Code>")
                .contains("Could not find operation AssumeRoleWithSAML for version 2011-06-15");
    }

    @Test
    void readsTheParametersOfImages() {
        try (SsmClient ssm = SsmClient.builder()
                .credentialsProvider(TestingGateway.ROOT)
                .region(software.amazon.awssdk.regions.Region.EU_WEST_1)
                .endpointOverride(gateway.endpoint())
                .build()) {
            String image = BuiltInImage.SHARED.id(new Region("eu-west-1")).value();
            assertThat(ssm.getParameter(r -> r.name(PARAMETER)).parameter().value())
                    .isEqualTo(image);
            assertThat(ssm.getParameters(r -> r.names(
                            "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id",
                            "/aws/service/debian/release/12/latest/amd64",
                            "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
                            "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base")))
                    .satisfies(answer -> {
                        assertThat(answer.parameters())
                                .hasSize(3)
                                .allSatisfy(p -> assertThat(p.value()).isEqualTo(image));
                        assertThat(answer.invalidParameters()).hasSize(1);
                    });
            assertThat(ssm.getParametersByPath(r -> r.path("/aws/service/ami-amazon-linux-latest"))
                            .parameters())
                    .isNotEmpty()
                    .anySatisfy(p -> assertThat(p.name()).isEqualTo(PARAMETER));
            assertThatThrownBy(() -> ssm.getParameter(r -> r.name("mine")))
                    .isInstanceOf(ParameterNotFoundException.class);
        }
    }

    private HttpResponse<String> get(String path, String service, String... headers) {
        return send(signed(path, service, headers).GET().build());
    }

    private HttpResponse<String> post(String path, String service, String body, String... headers) {
        return send(signed(path, service, headers)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** Signed by somebody for a service: nobody looks at more of it. */
    private HttpRequest.Builder signed(String path, String service, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.endpoint().resolve(path))
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=00");
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

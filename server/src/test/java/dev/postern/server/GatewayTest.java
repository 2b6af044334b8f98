package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Region;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.request.Connection;
import dev.postern.server.gateway.FrontDoor;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2instanceconnect.Ec2InstanceConnectClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The SDK's clients against the gateway and all services, as on the port of loopback. */
final class GatewayTest {
    @TempDir
    private Path directory;

    private Optional<TestingGateway> started = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        started = Optional.of(new TestingGateway(directory.resolve("objects")));
    }

    @AfterEach
    void stop() throws Exception {
        gateway().close();
    }

    private TestingGateway gateway() {
        return started.orElseThrow();
    }

    private <B extends AwsClientBuilder<B, C>, C> C client(B builder, AwsCredentialsProvider keys) {
        return client(builder, keys, "eu-west-1");
    }

    private <B extends AwsClientBuilder<B, C>, C> C client(B builder, AwsCredentialsProvider keys, String region) {
        return builder.credentialsProvider(keys)
                .region(software.amazon.awssdk.regions.Region.of(region))
                .endpointOverride(gateway().endpoint())
                .overrideConfiguration(
                        o -> o.retryStrategy(software.amazon.awssdk.awscore.retry.AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static AwsCredentialsProvider keys(String id, String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, int status, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.statusCode()).isEqualTo(status);
            assertThat(e.requestId()).isNotEmpty();
        });
    }

    @Test
    void servesAllServicesOnOnePort() {
        assertThat(client(StsClient.builder(), TestingGateway.ROOT)
                        .getCallerIdentity()
                        .arn())
                .isEqualTo("arn:aws:iam::000000000000:root");
        Ec2Client ec2 = client(Ec2Client.builder(), TestingGateway.ROOT);
        String vpc = ec2.createVpc(b -> b.cidrBlock("10.7.0.0/16")).vpc().vpcId();
        assertThat(ec2.describeVpcs(b -> b.filters(Filter.builder()
                                .name("cidr")
                                .values("10.7.0.0/16")
                                .build()))
                        .vpcs())
                .singleElement()
                .satisfies(found -> assertThat(found.vpcId()).isEqualTo(vpc));
        IamClient iam = client(IamClient.builder(), TestingGateway.ROOT, "aws-global");
        assertThat(iam.createUser(b -> b.userName("anna")).user().arn())
                .isEqualTo("arn:aws:iam::000000000000:user/anna");
        S3Client s3 = client(S3Client.builder(), TestingGateway.ROOT);
        s3.createBucket(b -> b.bucket("bucket"));
        s3.putObject(b -> b.bucket("bucket").key("a/ü b+c"), RequestBody.fromString("door"));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("bucket").key("a/ü b+c")).asUtf8String())
                .isEqualTo("door");
        refused(
                () -> client(Ec2InstanceConnectClient.builder(), TestingGateway.ROOT)
                        .sendSSHPublicKey(b -> b.instanceId("i-00000000000000000")
                                .instanceOSUser("ec2-user")
                                .sshPublicKey("ssh-ed25519 " + "A".repeat(100))),
                400,
                "EC2InstanceNotFoundException");
    }

    @Test
    void refusesWhoIsNobody() {
        AwsCredentialsProvider unknown = keys("AKIAUNKNOWN000000000", "x");
        refused(() -> client(Ec2Client.builder(), unknown).describeVpcs(), 401, "AuthFailure");
        refused(() -> client(StsClient.builder(), unknown).getCallerIdentity(), 403, "InvalidClientTokenId");
        refused(() -> client(S3Client.builder(), unknown).listBuckets(), 403, "InvalidAccessKeyId");
        refused(
                () -> client(Ec2InstanceConnectClient.builder(), unknown).sendSSHPublicKey(b -> b.instanceId("i-0")),
                400,
                "UnrecognizedClientException");
    }

    @Test
    void refusesWrongSecrets() {
        AwsCredentialsProvider wrong = keys("test", "other");
        long before = gateway().commits();
        refused(
                () -> client(Ec2Client.builder(), wrong).createVpc(b -> b.cidrBlock("10.0.0.0/16")),
                401,
                "AuthFailure");
        refused(
                () -> client(IamClient.builder(), wrong, "aws-global").createUser(b -> b.userName("x")),
                403,
                "SignatureDoesNotMatch");
        refused(
                () -> client(S3Client.builder(), wrong).createBucket(b -> b.bucket("x-bucket")),
                403,
                "SignatureDoesNotMatch");
        assertThat(gateway().commits()).isEqualTo(before);
    }

    @Test
    void refusesUnsignedRequestsButToS3() {
        AwsCredentialsProvider nobody = AnonymousCredentialsProvider.create();
        refused(() -> client(Ec2Client.builder(), nobody).describeVpcs(), 403, "MissingAuthenticationToken");
        client(S3Client.builder(), TestingGateway.ROOT).createBucket(b -> b.bucket("bucket"));
        refused(() -> client(S3Client.builder(), nobody).listObjectsV2(b -> b.bucket("bucket")), 403, "AccessDenied");
    }

    @Test
    void refusesClocksThatAreOff() {
        gateway().setClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(20)));
        refused(() -> client(Ec2Client.builder(), TestingGateway.ROOT).describeVpcs(), 400, "RequestExpired");
        refused(
                () -> client(StsClient.builder(), TestingGateway.ROOT).getCallerIdentity(),
                403,
                "SignatureDoesNotMatch");
        refused(() -> client(S3Client.builder(), TestingGateway.ROOT).listBuckets(), 403, "RequestTimeTooSkewed");
    }

    @Test
    void letsSessionsInByTheirToken() {
        IamClient iam = client(IamClient.builder(), TestingGateway.ROOT, "aws-global");
        iam.createUser(b -> b.userName("anna"));
        var key = iam.createAccessKey(b -> b.userName("anna")).accessKey();
        iam.createRole(b -> b.roleName("door").assumeRolePolicyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                         "Principal":{"AWS":"arn:aws:iam::000000000000:user/anna"},"Action":"sts:AssumeRole"}]}"""));
        iam.attachRolePolicy(b -> b.roleName("door").policyArn("arn:aws:iam::aws:policy/AdministratorAccess"));
        Credentials session = client(StsClient.builder(), keys(key.accessKeyId(), key.secretAccessKey()))
                .assumeRole(b -> b.roleArn("arn:aws:iam::000000000000:role/door")
                        .roleSessionName("session")
                        .durationSeconds(900))
                .credentials();
        AwsCredentialsProvider temporary = StaticCredentialsProvider.create(
                AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), session.sessionToken()));
        assertThat(client(StsClient.builder(), temporary).getCallerIdentity().arn())
                .isEqualTo("arn:aws:sts::000000000000:assumed-role/door/session");
        AwsCredentialsProvider otherToken = StaticCredentialsProvider.create(
                AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), "other"));
        refused(() -> client(StsClient.builder(), otherToken).getCallerIdentity(), 403, "InvalidClientTokenId");
        refused(
                () -> client(StsClient.builder(), keys(session.accessKeyId(), session.secretAccessKey()))
                        .getCallerIdentity(),
                403,
                "InvalidClientTokenId");
    }

    @Test
    void saysOfADryRunThatItWouldHaveSucceeded() {
        long before = gateway().commits();
        refused(
                () -> client(Ec2Client.builder(), TestingGateway.ROOT)
                        .createVpc(b -> b.cidrBlock("10.0.0.0/16").dryRun(true)),
                412,
                "DryRunOperation");
        assertThat(gateway().commits()).isEqualTo(before);
    }

    @Test
    void refusesOperationsThatItDoesNotHave() {
        refused(() -> client(Ec2Client.builder(), TestingGateway.ROOT).describeFpgaImages(), 400, "InvalidAction");
        refused(
                () -> client(IamClient.builder(), TestingGateway.ROOT, "aws-global")
                        .generateCredentialReport(),
                400,
                "InvalidAction");
        refused(
                () -> client(Ec2InstanceConnectClient.builder(), TestingGateway.ROOT)
                        .sendSerialConsoleSSHPublicKey(b -> b.instanceId("i-0")),
                400,
                "UnknownOperationException");
    }

    @Test
    void refusesRegionsThatDoNotExist() {
        refused(
                () -> client(Ec2Client.builder(), TestingGateway.ROOT, "xx-west-9")
                        .describeVpcs(),
                401,
                "AuthFailure");
        refused(
                () -> client(StsClient.builder(), TestingGateway.ROOT, "xx-west-9")
                        .getCallerIdentity(),
                403,
                "SignatureDoesNotMatch");
    }

    @Test
    void leavesEachAddressToItsService() {
        gateway()
                .setDoor(peer -> FrontDoor.of(
                        new Connection.Public(peer.remote(), false),
                        AddressPlan.serviceAt(AddressPlan.address("s3", new Region("eu-west-1")))
                                .orElseThrow()));
        long before = gateway().commits();
        assertThatThrownBy(() ->
                        client(Ec2Client.builder(), TestingGateway.ROOT).createVpc(b -> b.cidrBlock("10.0.0.0/16")))
                .isInstanceOf(AwsServiceException.class);
        gateway()
                .setDoor(peer -> FrontDoor.of(
                        new Connection.Public(peer.remote(), false),
                        AddressPlan.serviceAt(AddressPlan.address("logs", new Region("eu-west-1")))
                                .orElseThrow()));
        assertThatThrownBy(() -> client(S3Client.builder(), TestingGateway.ROOT).createBucket(b -> b.bucket("bucket")))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(501));
        gateway()
                .setDoor(peer -> FrontDoor.of(
                        new Connection.Public(peer.remote(), false),
                        AddressPlan.serviceAt(AddressPlan.address("ec2", new Region("eu-west-1")))
                                .orElseThrow()));
        refused(
                () -> client(Ec2Client.builder(), TestingGateway.ROOT, "us-east-1")
                        .describeVpcs(),
                401,
                "AuthFailure");
        assertThat(client(Ec2Client.builder(), TestingGateway.ROOT)
                        .describeVpcs()
                        .vpcs())
                .isNotEmpty();
        assertThat(gateway().commits()).isEqualTo(before);
    }

    @Test
    void letsPresignedUrlsInUntilTheyExpire() throws Exception {
        S3Client s3 = client(S3Client.builder(), TestingGateway.ROOT);
        s3.createBucket(b -> b.bucket("bucket"));
        s3.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("door"));
        URI url;
        try (S3Presigner presigner = S3Presigner.builder()
                .credentialsProvider(TestingGateway.ROOT)
                .region(software.amazon.awssdk.regions.Region.EU_WEST_1)
                .endpointOverride(gateway().endpoint())
                .serviceConfiguration(software.amazon.awssdk.services.s3.S3Configuration.builder()
                        .pathStyleAccessEnabled(true)
                        .build())
                .build()) {
            url = presigner
                    .presignGetObject(b -> b.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(g -> g.bucket("bucket").key("k").responseContentDisposition("inline")))
                    .url()
                    .toURI();
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(url).build();
            var answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("door");
            gateway().setClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)));
            var late = http.send(request, BodyHandlers.ofString());
            assertThat(late.statusCode()).isEqualTo(403);
            assertThat(late.body()).contains("<Code>AccessDenied</Code>", "<Message>Request has expired</Message>");
        }
    }

    @Test
    void keepsNothingOfAnUploadThatBreaksOff() throws Exception {
        S3Client s3 = client(S3Client.builder(), TestingGateway.ROOT);
        s3.createBucket(b -> b.bucket("bucket"));
        URI url;
        try (S3Presigner presigner = S3Presigner.builder()
                .credentialsProvider(TestingGateway.ROOT)
                .region(software.amazon.awssdk.regions.Region.EU_WEST_1)
                .endpointOverride(gateway().endpoint())
                .serviceConfiguration(software.amazon.awssdk.services.s3.S3Configuration.builder()
                        .pathStyleAccessEnabled(true)
                        .build())
                .build()) {
            url = presigner
                    .presignPutObject(b -> b.signatureDuration(Duration.ofMinutes(5))
                            .putObjectRequest(p -> p.bucket("bucket").key("half")))
                    .url()
                    .toURI();
        }
        try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), url.getPort())) {
            socket.getOutputStream()
                    .write(("PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: "
                                    + url.getAuthority() + "\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(500_000))
                            .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("<Code>IncompleteBody</Code>");
        }
        assertThat(s3.listObjectsV2(b -> b.bucket("bucket")).contents()).isEmpty();
    }

    @Test
    void carriesLargeObjectsBothWays() {
        byte[] content = new byte[20_000_000];
        new Random(1).nextBytes(content);
        S3Client s3 = client(S3Client.builder(), TestingGateway.ROOT);
        s3.createBucket(b -> b.bucket("bucket"));
        s3.putObject(b -> b.bucket("bucket").key("big"), RequestBody.fromBytes(content));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("bucket").key("big")).asByteArray())
                .isEqualTo(content);
        assertThat(s3.getObjectAsBytes(b -> b.bucket("bucket").key("big").range("bytes=1000-200000"))
                        .asByteArray())
                .isEqualTo(java.util.Arrays.copyOfRange(content, 1000, 200_001));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /?Action=DescribeVpcs HTTP/1.1",
                "GET /%zz%00/%ff HTTP/1.1",
                "GET /?X-Amz-Algorithm=AWS4-HMAC-SHA256 HTTP/1.1",
                "GET /?X-Amz-Credential=%2F%2F%2F%2F HTTP/1.1",
                "PUT / HTTP/1.1",
                "DELETE /bucket/key?uploadId HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "GET /?AWSAccessKeyId=a&Signature=b&Expires=1 HTTP/1.1",
                "POST /?delete HTTP/1.1",
                "PATCH /bucket HTTP/1.1",
            })
    void answersOddRequestsAsErrorsOfTheClient(String line) throws Exception {
        long before = gateway().commits();
        try (Socket socket = new Socket(
                java.net.InetAddress.getLoopbackAddress(), gateway().endpoint().getPort())) {
            socket.getOutputStream()
                    .write((line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).matches("(?s)HTTP/1.1 (4\\d\\d|501) .*");
        }
        assertThat(gateway().commits()).isEqualTo(before);
    }

    @Test
    void answersHugeAndDeepParametersAsErrorsOfTheClient() {
        Ec2Client ec2 = client(Ec2Client.builder(), TestingGateway.ROOT);
        long before = gateway().commits();
        assertThatThrownBy(() -> ec2.createVpc(b -> b.cidrBlock("1".repeat(10_000))))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(400));
        assertThatThrownBy(() -> ec2.createVpc(b -> b.cidrBlock("1".repeat(3_000_000))))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(400));
        IamClient iam = client(IamClient.builder(), TestingGateway.ROOT, "aws-global");
        refused(() -> iam.createUser(b -> b.userName("x".repeat(10_000))), 400, "ValidationError");
        refused(
                () -> iam.createRole(b -> b.roleName("r").assumeRolePolicyDocument("{")),
                400,
                "MalformedPolicyDocument");
        assertThat(gateway().commits()).isEqualTo(before);
    }
}

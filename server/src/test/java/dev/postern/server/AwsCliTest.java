package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The unmodified AWS CLI, in every version that this machine has, against the gateway. */
@Tag("conformance")
final class AwsCliTest {
    @TempDir
    private Path directory;

    /** The one that the path finds, and Debian's: often they are of different major versions. */
    static Stream<String> programs() {
        Optional<String> first = Stream.of(System.getenv("PATH").split(":", -1))
                .map(directory -> directory + "/aws")
                .filter(AwsCliTest::isProgram)
                .findFirst();
        return Stream.concat(first.stream(), Stream.of("/usr/bin/aws").filter(AwsCliTest::isProgram))
                .distinct();
    }

    private static boolean isProgram(String path) {
        return Files.isExecutable(Path.of(path));
    }

    private record Result(int code, String out, String err) {}

    private Result aws(String program, TestingGateway gateway, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(program, "--endpoint-url", gateway.endpoint().toString(), "--region", "eu-central-1"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_CONFIG_FILE", "/dev/null",
                        "AWS_SHARED_CREDENTIALS_FILE", "/dev/null",
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "AWS_PAGER", ""));
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("no end: " + command);
        }
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8).strip(),
                Files.readString(err, StandardCharsets.UTF_8).strip());
    }

    private String answer(String program, TestingGateway gateway, String... arguments)
            throws IOException, InterruptedException {
        Result result = aws(program, gateway, arguments);
        assertThat(result.code()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void findsAProgram() {
        Assumptions.assumeTrue(programs().findAny().isPresent(), "SKIPPED: this machine has no AWS CLI");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void isToldByNameWhatNothingHonours(String program) throws Exception {
        try (TestingGateway gateway = new TestingGateway(directory.resolve("objects"))) {
            assertThat(launch(program, gateway, "--ebs-optimized").err())
                    .contains("(UnsupportedOperation)", "The parameter EbsOptimized is not supported here.");
            assertThat(launch(program, gateway, "--placement", "HostId=h-1").err())
                    .contains("(UnsupportedOperation)", "The parameter Placement.HostId is not supported here.");
            assertThat(launch(program, gateway, "--no-ebs-optimized", "--enclave-options", "Enabled=false")
                            .err())
                    .contains("InvalidAMIID.NotFound");
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void encryptsLocksAndTellsWhoDidIt(String program) throws Exception {
        try (TestingGateway gateway = new TestingGateway(directory.resolve("objects"))) {
            Path file = Files.writeString(directory.resolve("file"), "secret");
            String key = answer(program, gateway, "kms", "create-key", "--query=KeyMetadata.Arn", "--output=text");
            answer(program, gateway, "kms", "create-alias", "--alias-name=alias/shop", "--target-key-id=" + key);
            answer(
                    program,
                    gateway,
                    "s3api",
                    "create-bucket",
                    "--bucket=vault",
                    "--object-lock-enabled-for-bucket",
                    "--create-bucket-configuration=LocationConstraint=eu-central-1");
            answer(
                    program,
                    gateway,
                    "s3",
                    "cp",
                    file.toString(),
                    "s3://vault/kept",
                    "--sse=aws:kms",
                    "--sse-kms-key-id=alias/shop");
            assertThat(answer(program, gateway, "s3api", "head-object", "--bucket=vault", "--key=kept"))
                    .contains(key);
            answer(
                    program,
                    gateway,
                    "s3api",
                    "put-object-legal-hold",
                    "--bucket=vault",
                    "--key=kept",
                    "--legal-hold=Status=ON");
            String version = answer(
                    program,
                    gateway,
                    "s3api",
                    "list-object-versions",
                    "--bucket=vault",
                    "--query=Versions[0].VersionId",
                    "--output=text");
            assertThat(aws(
                                    program,
                                    gateway,
                                    "s3api",
                                    "delete-object",
                                    "--bucket=vault",
                                    "--key=kept",
                                    "--version-id=" + version)
                            .err())
                    .contains("(AccessDenied)", "object protected by object lock");
            Path back = directory.resolve("back");
            answer(program, gateway, "s3", "cp", "s3://vault/kept", back.toString());
            assertThat(back).hasContent("secret");
            answer(program, gateway, "kms", "disable-key", "--key-id=" + key);
            assertThat(aws(program, gateway, "s3", "cp", "s3://vault/kept", back.toString())
                            .err())
                    .contains("(KMS.DisabledException)");
            assertThat(answer(
                            program,
                            gateway,
                            "cloudtrail",
                            "lookup-events",
                            "--lookup-attributes=AttributeKey=EventSource,AttributeValue=kms.amazonaws.com",
                            "--query=Events[].EventName",
                            "--output=text"))
                    .contains("CreateKey", "CreateAlias", "DisableKey");
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void makesFlowLogsThatTheBucketAdmits(String program) throws Exception {
        try (TestingGateway gateway = new TestingGateway(directory.resolve("objects"))) {
            String vpc = answer(
                    program,
                    gateway,
                    "ec2",
                    "create-vpc",
                    "--cidr-block=10.9.0.0/16",
                    "--query=Vpc.VpcId",
                    "--output=text");
            assertThat(flowLogs(program, gateway, vpc).out())
                    .contains("\"400\"", "LogDestination: flows does not exist.");
            answer(program, gateway, "s3", "mb", "s3://flows");
            assertThat(flowLogs(program, gateway, vpc).out()).contains("\"fl-");
            assertThat(answer(program, gateway, "s3api", "get-bucket-policy", "--bucket=flows"))
                    .contains("AWSLogDeliveryWrite", "arn:aws:s3:::flows/a/AWSLogs/000000000000/*");
            assertThat(flowLogs(program, gateway, vpc).err()).contains("(FlowLogAlreadyExists)");
            String id = answer(
                    program,
                    gateway,
                    "ec2",
                    "describe-flow-logs",
                    "--filter=Name=resource-id,Values=" + vpc,
                    "--query=FlowLogs[].FlowLogId",
                    "--output=text");
            assertThat(answer(
                            program, gateway, "ec2", "delete-flow-logs", "--flow-log-ids", id, "fl-0123456789abcdef0"))
                    .contains("InvalidFlowLogId.NotFound");
        }
    }

    private Result flowLogs(String program, TestingGateway gateway, String vpc)
            throws IOException, InterruptedException {
        return aws(
                program,
                gateway,
                "ec2",
                "create-flow-logs",
                "--resource-type=VPC",
                "--resource-ids=" + vpc,
                "--traffic-type=ALL",
                "--log-destination-type=s3",
                "--log-destination=arn:aws:s3:::flows/a/",
                "--log-format=${version} ${flow-direction}");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void validatesPolicies(String program) throws Exception {
        try (TestingGateway gateway = new TestingGateway(directory.resolve("objects"))) {
            assertThat(answer(
                            program,
                            gateway,
                            "accessanalyzer",
                            "validate-policy",
                            "--policy-type=IDENTITY_POLICY",
                            "--policy-document",
                            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:Gett\"}}",
                            "--query=findings[].[issueCode,locations[0].span.start.offset]",
                            "--output=text"))
                    .contains("INVALID_ACTION\t63", "MISSING_RESOURCE\t36");
            assertThat(aws(program, gateway, "accessanalyzer", "list-analyzers").err())
                    .contains("(UnknownOperationException)", "Postern does not serve ListAnalyzers.");
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void keepsZonesAndTheirRecords(String program) throws Exception {
        try (TestingGateway gateway = new TestingGateway(directory.resolve("objects"))) {
            String zone = answer(
                    program,
                    gateway,
                    "route53",
                    "create-hosted-zone",
                    "--name=acme.test",
                    "--caller-reference=one",
                    "--query=HostedZone.Id",
                    "--output=text");
            String id = "--hosted-zone-id=" + zone;
            String change = answer(
                    program,
                    gateway,
                    "route53",
                    "change-resource-record-sets",
                    id,
                    "--change-batch",
                    """
                    {"Changes":[{"Action":"CREATE","ResourceRecordSet":{"Name":"*.acme.test","Type":"A","TTL":60,
                     "ResourceRecords":[{"Value":"192.0.2.1"}]}}]}""",
                    "--query=ChangeInfo.Id",
                    "--output=text");
            answer(program, gateway, "route53", "wait", "resource-record-sets-changed", "--id=" + change);
            assertThat(answer(
                            program,
                            gateway,
                            "route53",
                            "list-resource-record-sets",
                            id,
                            "--query=ResourceRecordSets[].Name",
                            "--output=text"))
                    .contains("acme.test.");
            assertThat(aws(program, gateway, "route53", "delete-hosted-zone", "--id=" + zone)
                            .err())
                    .contains("(HostedZoneNotEmpty)", "contains non-required resource record sets");
            assertThat(aws(program, gateway, "route53", "get-hosted-zone", "--id=Z1")
                            .err())
                    .contains("(NoSuchHostedZone)", "No hosted zone found with ID: Z1");
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void findsNoneOfWhatCannotExist(String program) throws Exception {
        try (TestingGateway gateway = new TestingGateway(directory.resolve("objects"))) {
            assertThat(answer(program, gateway, "ec2", "describe-fleets", "--output", "json"))
                    .contains("\"Fleets\": []");
            assertThat(answer(program, gateway, "ec2", "describe-snapshots", "--owner-ids", "self", "--output", "json"))
                    .contains("\"Snapshots\": []");
            assertThat(aws(
                                    program,
                                    gateway,
                                    "ec2",
                                    "describe-nat-gateways",
                                    "--nat-gateway-ids",
                                    "nat-0123456789abcdef0")
                            .err())
                    .contains("(NatGatewayNotFound)", "NAT gateway nat-0123456789abcdef0 was not found");
        }
    }

    private Result launch(String program, TestingGateway gateway, String... options)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("ec2", "run-instances", "--image-id", "ami-00000000"));
        words.addAll(List.of(options));
        return aws(program, gateway, words.toArray(String[]::new));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void worksWithEveryProtocol(String program) throws Exception {
        byte[] content = new byte[9_000_000]; // more than one part of a multipart upload
        new Random(1).nextBytes(content);
        Files.write(directory.resolve("big"), content);
        try (TestingGateway gateway = new TestingGateway(directory.resolve("objects"))) {
            assertThat(answer(program, gateway, "sts", "get-caller-identity", "--query", "Arn", "--output", "text"))
                    .isEqualTo("arn:aws:iam::000000000000:root");
            String vpc = answer(
                    program,
                    gateway,
                    "ec2",
                    "create-vpc",
                    "--cidr-block",
                    "10.9.0.0/16",
                    "--tag-specifications",
                    "ResourceType=vpc,Tags=[{Key=Name,Value=a b}]",
                    "--query",
                    "Vpc.VpcId",
                    "--output",
                    "text");
            assertThat(answer(
                            program,
                            gateway,
                            "ec2",
                            "describe-vpcs",
                            "--filters",
                            "Name=tag:Name,Values=a b",
                            "--query",
                            "Vpcs[].VpcId",
                            "--output",
                            "text"))
                    .isEqualTo(vpc);
            answer(program, gateway, "iam", "create-user", "--user-name", "anna");
            answer(program, gateway, "s3", "mb", "s3://bucket");
            answer(program, gateway, "s3", "cp", "--no-progress", "big", "s3://bucket/a/big");
            answer(program, gateway, "s3", "cp", "--no-progress", "s3://bucket/a/big", "back");
            assertThat(directory.resolve("back")).hasBinaryContent(content);
            assertThat(answer(program, gateway, "s3", "ls", "s3://bucket/a/")).endsWith(" 9000000 big");
            String signed = answer(program, gateway, "s3", "presign", "s3://bucket/a/big");
            assertThat(java.net.URI.create(signed).toURL().openStream().readAllBytes())
                    .isEqualTo(content);
            answer(program, gateway, "s3", "rb", "--force", "s3://bucket");
        }
    }

    /** Version 1 signs them by version 2 where the Region knows that. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void presignsUrlsInAnOldRegion(String program) throws Exception {
        Files.writeString(directory.resolve("text"), "door");
        try (TestingGateway gateway = new TestingGateway(directory.resolve("objects"))) {
            answer(program, gateway, "s3", "mb", "--region", "eu-west-1", "s3://dublin");
            answer(program, gateway, "s3", "cp", "--region", "eu-west-1", "--no-progress", "text", "s3://dublin/ä +b");
            String signed = answer(program, gateway, "s3", "presign", "--region", "eu-west-1", "s3://dublin/ä +b");
            assertThat(java.net.URI.create(signed).toURL().openStream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("door");
            if (aws(program, gateway, "--version").out().startsWith("aws-cli/1.")) {
                assertThat(signed).contains("AWSAccessKeyId=");
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("programs")
    void showsErrorsAsAwsDoes(String program) throws Exception {
        try (TestingGateway gateway = new TestingGateway(directory.resolve("objects"))) {
            assertThat(aws(program, gateway, "ec2", "describe-vpcs", "--dry-run")
                            .err())
                    .contains("(DryRunOperation)", "Request would have succeeded, but DryRun flag is set.");
            assertThat(aws(program, gateway, "ec2", "describe-fpga-images").err())
                    .contains("(InvalidAction)", "The action DescribeFpgaImages is not valid for this web service.");
            assertThat(aws(program, gateway, "s3api", "get-object", "--bucket", "none-such", "--key", "k", "out")
                            .err())
                    .contains("(NoSuchBucket)");
            assertThat(aws(program, gateway, "iam", "get-user", "--user-name", "nobody")
                            .err())
                    .contains("(NoSuchEntity)");
        }
    }
}

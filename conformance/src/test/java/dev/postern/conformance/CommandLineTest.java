package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The AWS CLI of this machine; both, where there are two: version 2 of Debian and another one. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineTest {
    private TestingCloud cloud;

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        cloud = TestingCloud.start(host.resolve("host"));
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    static List<String> programs() {
        Set<String> found = new LinkedHashSet<>();
        found.add("/usr/bin/aws");
        for (String path : System.getenv("PATH").split(":", -1)) {
            if (!path.equals("/bin")) {
                found.add(Path.of(path, "aws").toString());
            }
        }
        return found.stream()
                .filter(program -> Files.isExecutable(Path.of(program)))
                .toList();
    }

    @Test
    void thereIsOne() {
        Requirements.unless(!programs().isEmpty(), "the AWS CLI is not installed");
        assertThat(programs()).isNotEmpty();
    }

    private String aws(String program, String... words) {
        return cloud.root().cli(program, directory, words).succeeded();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void makesAndDeletesANetwork(String program) {
        String vpc = aws(
                program,
                "ec2",
                "create-vpc",
                "--cidr-block",
                "10.0.0.0/16",
                "--tag-specifications",
                "ResourceType=vpc,Tags=[{Key=Name,Value=by hand}]",
                "--query",
                "Vpc.VpcId",
                "--output",
                "text");
        String subnet = aws(
                program,
                "ec2",
                "create-subnet",
                "--vpc-id",
                vpc,
                "--cidr-block",
                "10.0.1.0/24",
                "--query",
                "Subnet.SubnetId",
                "--output",
                "text");
        String image = aws(
                program,
                "ec2",
                "describe-images",
                "--owners",
                "amazon",
                "--query",
                "Images[0].ImageId",
                "--output",
                "text");
        String instance = aws(
                program,
                "ec2",
                "run-instances",
                "--image-id",
                image,
                "--instance-type",
                "t3.micro",
                "--subnet-id",
                subnet,
                "--query",
                "Instances[0].InstanceId",
                "--output",
                "text");
        aws(program, "ec2", "wait", "instance-running", "--instance-ids", instance);
        assertThat(aws(program, "ec2", "describe-vpcs", "--filters", "Name=tag:Name,Values=by *", "--output", "table"))
                .contains(vpc, "10.0.0.0/16");
        assertThat(aws(program, "ec2", "get-console-output", "--instance-id", instance))
                .contains(instance);

        Finished refused = cloud.root().cli(program, directory, "ec2", "delete-subnet", "--subnet-id", subnet);
        assertThat(refused.exitCode()).isBetween(254, 255);
        assertThat(refused.errors())
                .contains("An error occurred (DependencyViolation) when calling the DeleteSubnet operation");

        aws(program, "ec2", "terminate-instances", "--instance-ids", instance);
        aws(program, "ec2", "wait", "instance-terminated", "--instance-ids", instance);
        aws(program, "ec2", "delete-subnet", "--subnet-id", subnet);
        aws(program, "ec2", "delete-vpc", "--vpc-id", vpc);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void movesObjectsLargeAndSmall(String program) throws IOException {
        byte[] large = new byte[20 << 20];
        new Random(1).nextBytes(large);
        Files.write(directory.resolve("large"), large);
        Files.createDirectories(directory.resolve("tree/deep"));
        Files.writeString(directory.resolve("tree/a b+c=é.txt"), "odd name");
        Files.writeString(directory.resolve("tree/deep/empty"), "");
        String bucket = "by-hand";

        aws(program, "s3", "mb", "s3://" + bucket);
        aws(program, "s3", "cp", "large", "s3://by-hand/large");
        aws(program, "s3", "cp", "s3://by-hand/large", "s3://by-hand/copy");
        aws(program, "s3", "sync", "tree", "s3://by-hand/tree");
        aws(program, "s3", "cp", "s3://by-hand/copy", "back");
        aws(program, "s3", "sync", "s3://by-hand/tree", "tree-back");

        assertThat(Files.readAllBytes(directory.resolve("back"))).isEqualTo(large);
        assertThat(directory.resolve("tree-back/a b+c=é.txt")).hasContent("odd name");
        assertThat(directory.resolve("tree-back/deep/empty")).hasContent("");
        assertThat(aws(program, "s3", "ls", "--recursive", "--summarize", "s3://by-hand"))
                .contains("Total Objects: 4", "tree/a b+c=é.txt");
        assertThat(Finished.run(
                                java.util.Map.of(),
                                directory,
                                "curl",
                                "-s",
                                aws(program, "s3", "presign", "s3://by-hand/tree/a b+c=é.txt"))
                        .output())
                .isEqualTo("odd name");
        aws(program, "s3", "rb", "--force", "s3://by-hand");
        assertThat(cloud.root().s3().listBuckets().buckets()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void asksWhoItIsAndAssumesARole(String program) {
        assertThat(aws(program, "sts", "get-caller-identity", "--query", "Arn", "--output", "text"))
                .isEqualTo("arn:aws:iam::000000000000:root");
        aws(
                program,
                "iam",
                "create-role",
                "--role-name",
                "by-hand",
                "--assume-role-policy-document",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                        + "{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}");
        assertThat(aws(program, "iam", "list-roles", "--query", "Roles[].RoleName", "--output", "text"))
                .isEqualTo("by-hand");
        aws(program, "iam", "delete-role", "--role-name", "by-hand");
    }

    /** The example of the CLI's own reference. */
    @ParameterizedTest
    @MethodSource("programs")
    void simulatesAPolicy(String program) {
        String policy = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"dynamodb:*\","
                + "\"Resource\":\"*\",\"Condition\":{\"DateGreaterThan\":{\"aws:CurrentTime\":\"2018-08-16T12:00:00Z\"}}}}";
        assertThat(aws(
                        program,
                        "iam",
                        "get-context-keys-for-custom-policy",
                        "--policy-input-list",
                        policy,
                        "--query",
                        "ContextKeyNames[]",
                        "--output",
                        "text"))
                .isEqualTo("aws:CurrentTime");
        assertThat(simulated(program, policy, "2019-04-25T11:00:00Z"))
                .matches("allowed\\s+PolicyInputList.1\\s+1\\s+38\\s+1\\s+167");
        assertThat(simulated(program, policy, "2014-04-25T11:00:00Z")).startsWith("implicitDeny");
    }

    private String simulated(String program, String policy, String time) {
        return aws(
                program,
                "iam",
                "simulate-custom-policy",
                "--policy-input-list",
                policy,
                "--action-names",
                "dynamodb:CreateBackup",
                "--context-entries",
                "ContextKeyName=aws:CurrentTime,ContextKeyValues=" + time + ",ContextKeyType=date",
                "--query",
                "EvaluationResults[0].[EvalDecision, MatchedStatements[0].SourcePolicyId, MatchedStatements[0].StartPosition"
                        + ".Line, MatchedStatements[0].StartPosition.Column, MatchedStatements[0].EndPosition.Line,"
                        + " MatchedStatements[0].EndPosition.Column]",
                "--output",
                "text");
    }
}

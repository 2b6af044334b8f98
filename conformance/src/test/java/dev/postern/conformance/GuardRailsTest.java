package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** The guard rails of AWS's examples hold for the unmodified AWS CLI, outside and on an instance; each refusal tells by which. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GuardRailsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RAILS = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"*","Resource":"*"},
              {"Sid":"SmallTypes","Effect":"Deny","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*:*:instance/*",
               "Condition":{"StringNotLike":{"ec2:InstanceType":"t3.*"}}},
              {"Sid":"RequireImdsV2","Effect":"Deny","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*:*:instance/*",
               "Condition":{"StringNotEquals":{"ec2:MetadataHttpTokens":"required"}}},
              {"Sid":"MaxHops","Effect":"Deny","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*:*:instance/*",
               "Condition":{"NumericGreaterThan":{"ec2:MetadataHttpPutResponseHopLimit":"2"}}},
              {"Sid":"OurVpc","Effect":"Deny","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*:*:network-interface/*",
               "Condition":{"ArnNotEquals":{"ec2:Vpc":"arn:aws:ec2:*:*:vpc/OUR"}}},
              {"Sid":"NoPublicIp","Effect":"Deny","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*:*:network-interface/*",
               "Condition":{"Bool":{"ec2:AssociatePublicIpAddress":"true"}}},
              {"Sid":"SmallDisks","Effect":"Deny","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*:*:volume/*",
               "Condition":{"NumericGreaterThan":{"ec2:VolumeSize":"50"}}},
              {"Sid":"AmazonsImages","Effect":"Deny","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*::image/*",
               "Condition":{"StringNotEquals":{"ec2:Owner":"amazon"}}},
              {"Sid":"OneRegion","Effect":"Deny","Action":"ec2:*","Resource":"*",
               "Condition":{"StringNotEquals":{"ec2:Region":"us-east-1"}}},
              {"Sid":"KeepImdsV2","Effect":"Deny","Action":"ec2:ModifyInstanceMetadataOptions","Resource":"*",
               "Condition":{"StringEquals":{"ec2:Attribute/HttpTokens":"optional"}}}]}""";

    private static final String KEEP_GROUPS = """
            {"Version":"2012-10-17","Statement":{"Sid":"KeepGroups","Effect":"Deny","Action":"iam:DeleteGroup",\
            "Resource":"arn:aws:iam::*:group/team/*"}}""";

    /** As AWS words it. */
    private static final String V2_ONLY = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"},
              {"Sid":"RequireAllEc2RolesToUseV2","Effect":"Deny","Action":"*","Resource":"*",
               "Condition":{"NumericLessThan":{"ec2:RoleDelivery":"2.0"}}}]}""";

    /** Asks with the credentials that the metadata service gives without a token. */
    private static final String BY_V1 = """
            c=$(curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/worker)
            of() { echo "$c" | sed -n "s/.*\\"$1\\" : \\"\\(.*\\)\\".*/\\1/p"; }
            AWS_ACCESS_KEY_ID=$(of AccessKeyId) AWS_SECRET_ACCESS_KEY=$(of SecretAccessKey) AWS_SESSION_TOKEN=$(of Token) \\
            """;

    private static final String ASK = "aws --region us-east-1 ec2 describe-vpcs --query 'length(Vpcs)' 2>&1";

    private Path directory = Path.of("");
    private TestingCloud cloud;
    private Clients ann;
    private String image;
    private String theirs;
    private String subnet;

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        directory = host;
        cloud = TestingCloud.start(host.resolve("host"));
        var ec2 = cloud.root().ec2();
        image = ec2.describeImages(r -> r.owners("amazon")).images().getFirst().imageId();
        theirs = ec2.describeImages(r -> r.owners("136693071363"))
                .images()
                .getFirst()
                .imageId();
        String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        subnet = ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                .subnet()
                .subnetId();
        ann = user("ann");
        var iam = cloud.root().iam();
        iam.putUserPolicy(r -> r.userName("ann").policyName("rails").policyDocument(RAILS.replace("OUR", vpc)));
        iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},\
                "Action":"sts:AssumeRole"}}"""));
        iam.putRolePolicy(r -> r.roleName("worker").policyName("v2").policyDocument(V2_ONLY));
        iam.createInstanceProfile(r -> r.instanceProfileName("worker"));
        iam.addRoleToInstanceProfile(r -> r.instanceProfileName("worker").roleName("worker"));
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void launchesKeepWithinThem() {
        List<String> type = List.of("--instance-type=t3.micro");
        List<String> metadata = List.of("--metadata-options=HttpTokens=required,HttpPutResponseHopLimit=2");
        List<String> place = List.of("--subnet-id=" + subnet);
        List<String> made = List.of("--image-id=" + image);
        assertThat(launch(made, type, metadata, place)).contains("(DryRunOperation)");
        refused("SmallTypes", launch(made, List.of("--instance-type=m5.24xlarge"), metadata, place));
        refused("RequireImdsV2", launch(made, type, place));
        refused("RequireImdsV2", launch(made, type, List.of("--metadata-options=HttpTokens=optional"), place));
        refused(
                "MaxHops",
                launch(made, type, List.of("--metadata-options=HttpTokens=required,HttpPutResponseHopLimit=3"), place));
        refused("OurVpc", launch(made, type, metadata));
        refused("NoPublicIp", launch(made, type, metadata, place, List.of("--associate-public-ip-address")));
        refused(
                "SmallDisks",
                launch(
                        made,
                        type,
                        metadata,
                        place,
                        List.of("--block-device-mappings=DeviceName=/dev/xvda,Ebs={VolumeSize=51}")));
        refused("AmazonsImages", launch(List.of("--image-id=" + theirs), type, metadata, place));
    }

    private String launch(List<?>... words) {
        List<String> all = new ArrayList<>(List.of("ec2", "run-instances", "--dry-run"));
        for (List<?> some : words) {
            some.forEach(word -> all.add(word.toString()));
        }
        return ann.cli("aws", directory, all.toArray(String[]::new)).errors();
    }

    /** Refused, by a statement that the cloud names. */
    private void refused(String statement, String answer) {
        assertThat(answer).contains("(UnauthorizedOperation)", "with an explicit deny in an identity-based policy");
        assertThat(cloud.printed("last", Map.of())).contains(statement);
    }

    @Test
    void theRegionAndTheOptionsOfInstancesAreKept() {
        String elsewhere = ann.cli("aws", directory, "ec2", "describe-vpcs", "--region=eu-west-1")
                .errors();
        refused("OneRegion", elsewhere);
        ann.cli("aws", directory, "ec2", "describe-vpcs").succeeded();
        String options = "modify-instance-metadata-options";
        String instance = "--instance-id=i-0123456789abcdef0";
        refused(
                "KeepImdsV2",
                ann.cli("aws", directory, "ec2", options, instance, "--http-tokens=optional")
                        .errors());
        assertThat(ann.cli("aws", directory, "ec2", options, instance, "--http-tokens=required")
                        .errors())
                .contains("(InvalidInstanceID.NotFound)");
    }

    @Test
    void aGroupAllowsAndDeniesWhileItsMemberIsInIt() {
        Clients root = cloud.root();
        Clients bob = user("bob");
        String[] list = {"iam", "list-groups", "--query=Groups[].GroupName", "--output=text"};
        assertThat(bob.cli("aws", directory, list).errors()).contains("no identity-based policy allows");
        iam(root, "create-group", "--group-name=ops", "--path=/team/");
        iam(
                root,
                "attach-group-policy",
                "--group-name=ops",
                "--policy-arn=arn:aws:iam::aws:policy/AdministratorAccess");
        iam(root, "put-group-policy", "--group-name=ops", "--policy-name=rails", "--policy-document=" + KEEP_GROUPS);
        iam(root, "add-user-to-group", "--group-name=ops", "--user-name=bob");
        assertThat(bob.cli("aws", directory, list).succeeded().strip()).isEqualTo("ops");
        assertThat(bob.cli("aws", directory, "iam", "delete-group", "--group-name=ops")
                        .errors())
                .contains("on resource: group ops with an explicit deny in an identity-based policy");
        assertThat(cloud.printed("last", Map.of())).contains("group/ops/rails statement 1 (KeepGroups)");
        JsonNode simulated = root.aws(
                        directory,
                        "iam simulate-principal-policy --policy-source-arn " + arn("user/bob")
                                + " --action-names iam:DeleteGroup iam:ListGroups --resource-arns "
                                + arn("group/team/ops"))
                .path("EvaluationResults");
        assertThat(simulated.findValuesAsText("EvalDecision")).containsExactly("explicitDeny", "allowed");
        assertThat(simulated.get(0).path("MatchedStatements").findValuesAsText("SourcePolicyId"))
                .as("the simulation agrees, and names who says it")
                .containsExactly("group_ops_rails");
        iam(root, "remove-user-from-group", "--group-name=ops", "--user-name=bob");
        assertThat(bob.cli("aws", directory, list).errors()).contains("no identity-based policy allows");
    }

    private static String arn(String resource) {
        return "arn:aws:iam::000000000000:" + resource;
    }

    private void iam(Clients clients, String... words) {
        clients.cli(
                        "aws",
                        directory,
                        Stream.concat(Stream.of("iam"), Stream.of(words)).toArray(String[]::new))
                .succeeded();
    }

    private Clients user(String name) {
        var iam = cloud.root().iam();
        iam.createUser(r -> r.userName(name));
        var key = iam.createAccessKey(r -> r.userName(name)).accessKey();
        return cloud.as(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    @Test
    void credentialsOfImdsV1AreWorthNothingWhereThatIsAsked() {
        String instance = cloud.root()
                .ec2()
                .runInstances(r -> r.imageId(image)
                        .instanceType("t3.micro")
                        .minCount(1)
                        .maxCount(1)
                        .iamInstanceProfile(p -> p.name("worker")))
                .instances()
                .getFirst()
                .instanceId();
        Await.until(
                "it runs",
                PATIENCE,
                () -> !cloud.instance(instance).path("exec").isEmpty());
        Await.until(
                "the CLI is let in",
                PATIENCE,
                () -> cloud.shell(instance, directory, ASK).equals("2"));
        assertThat(cloud.shell(instance, directory, BY_V1 + ASK))
                .contains("(UnauthorizedOperation)", "with an explicit deny in an identity-based policy");
        assertThat(cloud.printed("last", Map.of())).contains("RequireAllEc2RolesToUseV2");
    }
}

package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Policies that AWS would not take, in each place that takes policies. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyRefusalTest {
    private static final String NOT_JSON = "{\"Version\":\"2012-10-17\",\"Statement\":[";

    private TestingCloud cloud;
    private Refusals refusals;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        cloud = TestingCloud.start(directory.resolve("host"));
        refusals = new Refusals(cloud);
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    private static String statement(String members) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{" + members + "}]}";
    }

    @Test
    void refusesAUsersPolicyThatIsMalformed() {
        var iam = cloud.root().iam();
        iam.createUser(create -> create.userName("ann"));
        for (String document : new String[] {
            NOT_JSON,
            "[]",
            statement("\"Effect\":\"Allow\",\"Resource\":\"*\""),
            statement("\"Effect\":\"allow\",\"Action\":\"s3:*\",\"Resource\":\"*\""),
            statement("\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"bucket\""),
            statement("\"Effect\":\"Allow\",\"Action\":\"everything\",\"Resource\":\"*\""),
            statement("\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\",\"Principal\":\"*\""),
            statement("\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\","
                    + "\"Condition\":{\"StringLooksLike\":{\"aws:SourceVpce\":\"x\"}}"),
            statement("\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\",\"Extra\":1"),
        }) {
            refusals.refused(
                    "MalformedPolicyDocument",
                    () -> iam.putUserPolicy(
                            put -> put.userName("ann").policyName("p").policyDocument(document)));
            refusals.refused(
                    "MalformedPolicyDocument",
                    () -> iam.createPolicy(create -> create.policyName("p").policyDocument(document)));
        }
        assertThat(iam.listUserPolicies(list -> list.userName("ann")).policyNames())
                .isEmpty();
    }

    @Test
    void refusesATrustPolicyThatIsMalformed() {
        var iam = cloud.root().iam();
        String good = statement(
                "\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"");
        iam.createRole(create -> create.roleName("trusted").assumeRolePolicyDocument(good));
        for (String document : new String[] {
            NOT_JSON,
            statement("\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\""),
            statement("\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},"
                    + "\"Action\":\"sts:AssumeRole\",\"Resource\":\"*\""),
            statement("\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::000000000000:user/nobody\"},"
                    + "\"Action\":\"sts:AssumeRole\""),
        }) {
            refusals.refused(
                    "MalformedPolicyDocument",
                    () -> iam.createRole(create -> create.roleName("other").assumeRolePolicyDocument(document)));
            refusals.refused(
                    "MalformedPolicyDocument",
                    () -> iam.updateAssumeRolePolicy(
                            update -> update.roleName("trusted").policyDocument(document)));
        }
        assertThat(iam.listRoles().roles()).hasSize(1);
    }

    @Test
    void refusesABucketPolicyThatIsMalformed() {
        var s3 = cloud.root().s3();
        s3.createBucket(create -> create.bucket("policies"));
        for (String document : new String[] {
            NOT_JSON,
            statement("\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::policies/*\""),
            statement("\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\","
                    + "\"Resource\":\"arn:aws:s3:::another/*\""),
            statement("\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:FlyToTheMoon\","
                    + "\"Resource\":\"arn:aws:s3:::policies/*\""),
            statement("\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"arn:aws:iam::000000000000:user/nobody\"},"
                    + "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::policies/*\""),
            statement("\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\","
                    + "\"Resource\":\"arn:aws:s3:::policies/*\",\"Condition\":{\"Odd\":{\"aws:SourceVpce\":\"x\"}}"),
        }) {
            refusals.refused(
                    "MalformedPolicy",
                    () -> s3.putBucketPolicy(put -> put.bucket("policies").policy(document)));
        }
        refusals.refused("NoSuchBucketPolicy", () -> s3.getBucketPolicy(get -> get.bucket("policies")));
    }

    @Test
    void refusesAPublicBucketPolicyWhileThatIsBlocked() {
        var s3 = cloud.root().s3();
        s3.createBucket(create -> create.bucket("blocked"));
        refusals.refused(
                "AccessDenied",
                () -> s3.putBucketPolicy(put -> put.bucket("blocked")
                        .policy(statement("\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\","
                                + "\"Resource\":\"arn:aws:s3:::blocked/*\""))));
    }

    @Test
    void refusesAnEndpointPolicyThatIsMalformed() {
        var ec2 = cloud.root().ec2();
        String vpc =
                ec2.createVpc(create -> create.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        String endpoint = ec2.createVpcEndpoint(create -> create.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3"))
                .vpcEndpoint()
                .vpcEndpointId();
        String policy = ec2.describeVpcEndpoints().vpcEndpoints().getFirst().policyDocument();
        for (String document : new String[] {
            NOT_JSON,
            statement("\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\""),
            statement("\"Effect\":\"Allow\",\"Principal\":\"*\",\"Resource\":\"*\""),
        }) {
            refusals.refused(
                    "InvalidPolicyDocument",
                    () -> ec2.modifyVpcEndpoint(
                            modify -> modify.vpcEndpointId(endpoint).policyDocument(document)));
            refusals.refused(
                    "InvalidPolicyDocument",
                    () -> ec2.createVpcEndpoint(create -> create.vpcId(vpc)
                            .serviceName("com.amazonaws.us-east-1.s3")
                            .policyDocument(document)));
        }
        assertThat(ec2.describeVpcEndpoints().vpcEndpoints())
                .singleElement()
                .satisfies(found -> assertThat(found.policyDocument()).isEqualTo(policy));
    }
}

package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;
import software.amazon.awssdk.services.sts.model.ProvidedContext;
import software.amazon.awssdk.services.sts.model.Tag;

/** AWS STS by AWS's own client: temporary credentials of users, roots and federated users, and what each may. */
final class StsWireTest {
    private static final String EVERYTHING = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";
    private static final String ROLE = "arn:aws:iam::000000000000:role/app";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private final List<AutoCloseable> clients = new ArrayList<>();
    private AwsCredentialsProvider user = TestingGateway.ROOT;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory);
        user = gateway.user(EVERYTHING);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        gateway.close();
    }

    @Test
    void sessionCredentialsOfAUserAreTheUsersWithoutIamAndOtherSessions() {
        Credentials credentials = sts(user).getSessionToken().credentials();
        assertThat(credentials.expiration())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(719)),
                        Instant.now().plus(Duration.ofHours(12)));
        AwsCredentialsProvider session = keys(credentials);
        assertThat(sts(session).getCallerIdentity().arn()).isEqualTo("arn:aws:iam::000000000000:user/limited");
        s3(session).createBucket(r -> r.bucket("by-session"));
        refused(() -> sts(session).getSessionToken(), "AccessDenied", "Cannot call GetSessionToken with session");
        refused(
                () -> sts(session).getFederationToken(r -> r.name("bob")),
                "AccessDenied",
                "Cannot call GetFederationToken with session credentials");
        refused(() -> iam(session).listUsers(), "InvalidClientTokenId", "security token included");
        role();
        assertThat(sts(session)
                        .assumeRole(r -> r.roleArn(ROLE).roleSessionName("s1"))
                        .assumedRoleUser()
                        .arn())
                .isEqualTo("arn:aws:sts::000000000000:assumed-role/app/s1");
        iam(TestingGateway.ROOT).updateUser(r -> r.userName("limited").newUserName("renamed"));
        assertThat(sts(session).getCallerIdentity().arn()).isEqualTo("arn:aws:iam::000000000000:user/renamed");
        iam(TestingGateway.ROOT).deleteUserPolicy(r -> r.userName("renamed").policyName("p"));
        refused(() -> s3(session).listBuckets(), "AccessDenied", "");
        for (var key : iam(TestingGateway.ROOT)
                .listAccessKeys(r -> r.userName("renamed"))
                .accessKeyMetadata()) {
            iam(TestingGateway.ROOT).deleteAccessKey(r -> r.userName("renamed").accessKeyId(key.accessKeyId()));
        }
        assertThat(sts(session).getCallerIdentity().account()).isEqualTo("000000000000");
        iam(TestingGateway.ROOT).deleteUser(r -> r.userName("renamed"));
        refused(() -> sts(session).getCallerIdentity(), "InvalidClientTokenId", "");
    }

    @Test
    void rootsSessionsAreShortAndNobodyHasAnMfaDevice() {
        Credentials credentials = sts(TestingGateway.ROOT)
                .getSessionToken(r -> r.durationSeconds(129_600))
                .credentials();
        assertThat(credentials.expiration()).isBefore(Instant.now().plus(Duration.ofMinutes(61)));
        assertThat(sts(keys(credentials)).getCallerIdentity().arn()).isEqualTo("arn:aws:iam::000000000000:root");
        assertThat(sts(TestingGateway.ROOT)
                        .getAccessKeyInfo(r -> r.accessKeyId(credentials.accessKeyId()))
                        .account())
                .isEqualTo("000000000000");
        refused(
                () -> sts(user)
                        .getSessionToken(r -> r.serialNumber("arn:aws:iam::000000000000:mfa/limited")
                                .tokenCode("123456")),
                "AccessDenied",
                "MultiFactorAuthentication failed, unable to validate MFA code.");
        refused(() -> sts(user).getSessionToken(r -> r.durationSeconds(899)), "ValidationError", "durationSeconds");
        gateway.setClock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)));
        assertThat(sts(keys(credentials)).getCallerIdentity().account()).isEqualTo("000000000000");
    }

    @Test
    void aFederatedUserMayWhatBothTheUserAndThePassedPolicyAllow() {
        S3Client root = s3(TestingGateway.ROOT);
        root.createBucket(r -> r.bucket("open"));
        root.putObject(r -> r.bucket("open").key("k"), RequestBody.fromString("v"));
        GetFederationTokenResponse response =
                sts(user).getFederationToken(r -> r.name("bob").policy(policy("s3:GetObject", "arn:aws:s3:::open/*")));
        assertThat(response.federatedUser().arn()).isEqualTo("arn:aws:sts::000000000000:federated-user/bob");
        assertThat(response.federatedUser().federatedUserId()).isEqualTo("000000000000:bob");
        AwsCredentialsProvider bob = keys(response.credentials());
        assertThat(sts(bob).getCallerIdentity().userId()).isEqualTo("000000000000:bob");
        assertThat(s3(bob).getObjectAsBytes(r -> r.bucket("open").key("k")).asUtf8String())
                .isEqualTo("v");
        refused(() -> s3(bob).listBuckets(), "AccessDenied", "federated-user/bob is not authorized");
        refused(() -> iam(bob).listUsers(), "InvalidClientTokenId", "");
        role();
        refused(
                () -> sts(bob).assumeRole(r -> r.roleArn(ROLE).roleSessionName("s1")),
                "AccessDenied",
                "Cannot call AssumeRole with session credentials");
        iam(TestingGateway.ROOT)
                .putUserPolicy(r -> r.userName("limited").policyName("p").policyDocument(policy("ec2:*", "*")));
        refused(() -> s3(bob).getObjectAsBytes(r -> r.bucket("open").key("k")), "AccessDenied", "");
    }

    @Test
    void withoutAPolicyOnlyWhatAResourcesPolicyGivesTheFederatedUser() {
        S3Client root = s3(TestingGateway.ROOT);
        root.createBucket(r -> r.bucket("open"));
        root.putObject(r -> r.bucket("open").key("k"), RequestBody.fromString("v"));
        AwsCredentialsProvider bob =
                keys(sts(user).getFederationToken(r -> r.name("bob")).credentials());
        AwsCredentialsProvider eve =
                keys(sts(user).getFederationToken(r -> r.name("eve")).credentials());
        AwsCredentialsProvider ofRoot = keys(sts(TestingGateway.ROOT)
                .getFederationToken(r -> r.name("ann")
                        .policy(policy("s3:GetObject", "arn:aws:s3:::open/*"))
                        .tags(Tag.builder().key("Team").value("blue").build()))
                .credentials());
        refused(() -> s3(bob).getObjectAsBytes(r -> r.bucket("open").key("k")), "AccessDenied", "");
        root.putBucketPolicy(r -> r.bucket("open").policy("""
                {"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::open/*",
                "Principal":{"AWS":"arn:aws:sts::000000000000:federated-user/bob"}}]}"""));
        assertThat(s3(bob).getObjectAsBytes(r -> r.bucket("open").key("k")).asUtf8String())
                .isEqualTo("v");
        refused(() -> s3(eve).getObjectAsBytes(r -> r.bucket("open").key("k")), "AccessDenied", "");
        assertThat(s3(ofRoot).getObjectAsBytes(r -> r.bucket("open").key("k")).asUtf8String())
                .isEqualTo("v");
        root.putBucketPolicy(r -> r.bucket("open").policy("""
                {"Statement":[{"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::open/*","Principal":"*",
                "Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue","aws:PrincipalType":"FederatedUser",
                "aws:userid":"000000000000:ann"},"Null":{"aws:TokenIssueTime":"false","aws:username":"true"},
                "Bool":{"aws:MultiFactorAuthPresent":"false"}}}]}"""));
        refused(() -> s3(ofRoot).getObjectAsBytes(r -> r.bucket("open").key("k")), "AccessDenied", "explicit deny");
        assertThat(root.getObjectAsBytes(r -> r.bucket("open").key("k")).asUtf8String())
                .isEqualTo("v");
    }

    @Test
    void federatingNeedsPermissionsOnTheNameAndForTags() {
        iam(TestingGateway.ROOT)
                .putUserPolicy(r -> r.userName("limited")
                        .policyName("p")
                        .policyDocument(
                                policy("sts:GetFederationToken", "arn:aws:sts::000000000000:federated-user/team-*")));
        assertThat(sts(user).getFederationToken(r -> r.name("team-a")).credentials())
                .isNotNull();
        refused(
                () -> sts(user).getFederationToken(r -> r.name("bob")),
                "AccessDenied",
                "is not authorized to perform: sts:GetFederationToken on resource:"
                        + " arn:aws:sts::000000000000:federated-user/bob");
        refused(
                () -> sts(user)
                        .getFederationToken(r -> r.name("team-a")
                                .tags(Tag.builder().key("a").value("b").build())),
                "AccessDenied",
                "sts:TagSession on resource: arn:aws:sts::000000000000:federated-user/team-a");
        refused(() -> sts(TestingGateway.ROOT).getFederationToken(r -> r.name("b b")), "ValidationError", "name");
        refused(
                () -> sts(TestingGateway.ROOT)
                        .getFederationToken(r -> r.name("bob").policy("{")),
                "MalformedPolicyDocument",
                "");
    }

    @Test
    void tagsAndSourceIdentityOfARolesSessionComeByTheWire() {
        role();
        var response = sts(user)
                .assumeRole(r -> r.roleArn(ROLE)
                        .roleSessionName("s1")
                        .sourceIdentity("me")
                        .tags(Tag.builder().key("Team").value("blue").build())
                        .transitiveTagKeys("Team"));
        assertThat(response.sourceIdentity()).isEqualTo("me");
        iam(TestingGateway.ROOT)
                .putRolePolicy(r -> r.roleName("app").policyName("p").policyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":
                        {"StringEquals":{"aws:PrincipalTag/Team":"blue","aws:SourceIdentity":"me"}}}]}"""));
        s3(keys(response.credentials())).createBucket(r -> r.bucket("blue-bucket"));
        AwsCredentialsProvider untagged = keys(
                sts(user).assumeRole(r -> r.roleArn(ROLE).roleSessionName("s1")).credentials());
        refused(() -> s3(untagged).createBucket(r -> r.bucket("other-bucket")), "AccessDenied", "");
        refused(
                () -> sts(user)
                        .assumeRole(r -> r.roleArn(ROLE)
                                .roleSessionName("s1")
                                .providedContexts(ProvidedContext.builder()
                                        .providerArn("arn:aws:iam::aws:contextProvider/IdentityCenter")
                                        .contextAssertion("abcd")
                                        .build())),
                "ValidationError",
                "ProvidedContexts");
    }

    @Test
    void refusalsOfEc2TellMoreToWhoMayDecodeIt() {
        iam(TestingGateway.ROOT)
                .putUserPolicy(r -> r.userName("limited").policyName("p").policyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Sid":"No","Effect":"Deny","Action":"ec2:CreateVpc",
                        "Resource":"*"}]}"""));
        Ec2Client ec2 = client(Ec2Client.builder(), user, Region.US_EAST_1);
        AwsServiceException refusal = Assertions.catchThrowableOfType(
                AwsServiceException.class, () -> ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")));
        String text = refusal.awsErrorDetails().errorMessage();
        assertThat(text).contains("with an explicit deny in an identity-based policy. Encoded authorization failure");
        String encoded = text.substring(text.lastIndexOf(' ') + 1);
        refused(
                () -> sts(user).decodeAuthorizationMessage(r -> r.encodedMessage(encoded)),
                "AccessDenied",
                "sts:DecodeAuthorizationMessage");
        assertThat(sts(TestingGateway.ROOT)
                        .decodeAuthorizationMessage(r -> r.encodedMessage(encoded))
                        .decodedMessage())
                .startsWith("{\"allowed\":false,\"explicitDeny\":true,\"matchedStatements\":{\"items\":[{"
                        + "\"statementId\":\"No\",\"effect\":\"DENY\",\"principals\":{\"items\":[{\"value\":\"AIDA")
                .contains("\"principalGroups\":{\"items\":[]},\"actions\":{\"items\":[{\"value\":\"ec2:CreateVpc\"}]},"
                        + "\"resources\":{\"items\":[{\"value\":\"*\"}]},\"conditions\":{\"items\":[]}}]},"
                        + "\"failures\":{\"items\":[]},\"context\":{"
                        + "\"principal\":{\"id\":\"AIDA")
                .contains("\"name\":\"limited\",\"arn\":\"arn:aws:iam::000000000000:user/limited\"}")
                .contains("\"action\":\"ec2:CreateVpc\",\"resource\":\"arn:aws:ec2:us-east-1:000000000000:vpc/*\"")
                .contains("{\"key\":\"aws:Region\",\"values\":{\"items\":[{\"value\":\"us-east-1\"}]}}");
        String changed = encoded.substring(0, 40) + (encoded.charAt(40) == 'A' ? 'B' : 'A') + encoded.substring(41);
        for (String wrong : List.of("x", "A".repeat(100), changed, "ü")) {
            refused(
                    () -> sts(TestingGateway.ROOT).decodeAuthorizationMessage(r -> r.encodedMessage(wrong)),
                    "InvalidAuthorizationMessage",
                    "");
        }
    }

    private void role() {
        iam(TestingGateway.ROOT).createRole(r -> r.roleName("app").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"000000000000"},
                "Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}]}"""));
    }

    private static String policy(String action, String resource) {
        return EVERYTHING
                .replace("\"Action\":\"*\"", "\"Action\":\"" + action + "\"")
                .replace("\"Resource\":\"*\"", "\"Resource\":\"" + resource + "\"");
    }

    private static void refused(ThrowingCallable call, String code, String words) {
        AwsServiceException error = Assertions.catchThrowableOfType(AwsServiceException.class, call);
        assertThat(error).as("%s", code).isNotNull();
        assertThat(error.awsErrorDetails().errorCode()).as(error.getMessage()).startsWith(code);
        assertThat(error.awsErrorDetails().errorMessage()).contains(words);
    }

    private static AwsCredentialsProvider keys(Credentials credentials) {
        return StaticCredentialsProvider.create(AwsSessionCredentials.create(
                credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken()));
    }

    private StsClient sts(AwsCredentialsProvider keys) {
        return client(StsClient.builder(), keys, Region.US_EAST_1);
    }

    private S3Client s3(AwsCredentialsProvider keys) {
        return client(S3Client.builder().forcePathStyle(true), keys, Region.US_EAST_1);
    }

    private IamClient iam(AwsCredentialsProvider keys) {
        return client(IamClient.builder(), keys, Region.AWS_GLOBAL);
    }

    private <B extends AwsClientBuilder<B, C>, C extends AutoCloseable> C client(
            B builder, AwsCredentialsProvider keys, Region region) {
        C client = builder.endpointOverride(gateway.endpoint())
                .region(region)
                .credentialsProvider(keys)
                .build();
        clients.add(client);
        return client;
    }
}

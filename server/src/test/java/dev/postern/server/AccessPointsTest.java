package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Connection;
import dev.postern.server.gateway.FrontDoor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.GetAccessPointResponse;

/** Access points by the SDK, at the names that AWS gives them: the gateway is the clients' proxy. */
final class AccessPointsTest {
    private static final String ACCOUNT = "000000000000";
    private static final String OTHER = "111122223333";
    private static final String DENIED = "AccessDenied: Access Denied";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private S3Client s3;
    private S3ControlClient control;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        s3 = client(S3Client.builder(), TestingGateway.ROOT);
        control = client(S3ControlClient.builder(), TestingGateway.ROOT);
        s3.createBucket(r -> r.bucket("things"));
        s3.putObject(r -> r.bucket("things").key("a/k"), RequestBody.fromString("x"));
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        control.close();
        gateway.close();
    }

    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C client(
            B builder, AwsCredentialsProvider credentials) {
        return builder.region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .httpClientBuilder(_ -> new InTheClear(gateway))
                .build();
    }

    private String create(String name) {
        return control.createAccessPoint(r -> r.accountId(ACCOUNT).name(name).bucket("things"))
                .accessPointArn();
    }

    private void policy(String name, String statement) {
        control.putAccessPointPolicy(r -> r.accountId(ACCOUNT).name(name).policy(document(statement)));
    }

    private static String document(String statement) {
        return "{'Version':'2012-10-17','Statement':[%s]}".formatted(statement).replace('\'', '"');
    }

    private static String allow(String principal, String action, String resource) {
        return "{'Effect':'Allow','Principal':%s,'Action':'%s','Resource':'%s'}".formatted(principal, action, resource);
    }

    private static String get(S3Client client, String bucket) {
        return refusal(() -> assertThat(
                        client.getObjectAsBytes(r -> r.bucket(bucket).key("a/k"))
                                .asUtf8String())
                .isEqualTo("x"));
    }

    /** The bucket leaves to the account's access points who may. */
    private void delegate() {
        s3.putBucketPolicy(r -> r.bucket("things")
                .policy(document("{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'*','Resource':["
                        + "'arn:aws:s3:::things','arn:aws:s3:::things/*'],"
                        + "'Condition':{'StringEquals':{'s3:DataAccessPointAccount':'" + ACCOUNT + "'}}}")));
    }

    @Test
    void theyAreMadeListedShownAndRemoved() {
        String arn = create("one");
        assertThat(arn).isEqualTo("arn:aws:s3:us-east-1:" + ACCOUNT + ":accesspoint/one");
        control.createAccessPoint(r -> r.accountId(ACCOUNT)
                .name("two")
                .bucket("things")
                .vpcConfiguration(v -> v.vpcId("vpc-0123456789abcdef0"))
                .publicAccessBlockConfiguration(b -> b.blockPublicPolicy(true)));
        GetAccessPointResponse two =
                control.getAccessPoint(r -> r.accountId(ACCOUNT).name("two"));
        assertThat(two.networkOriginAsString()).isEqualTo("VPC");
        assertThat(two.vpcConfiguration().vpcId()).isEqualTo("vpc-0123456789abcdef0");
        assertThat(two.publicAccessBlockConfiguration().blockPublicPolicy()).isTrue();
        assertThat(two.publicAccessBlockConfiguration().ignorePublicAcls()).isFalse();
        assertThat(two.bucketAccountId()).isEqualTo(ACCOUNT);
        assertThat(two.alias()).matches("two-[a-z2-7]{34}-s3alias");
        assertThat(two.endpoints()).containsEntry("ipv4", "s3-accesspoint.us-east-1.amazonaws.com");
        GetAccessPointResponse one =
                control.getAccessPoint(r -> r.accountId(ACCOUNT).name("one"));
        assertThat(one.networkOriginAsString()).isEqualTo("Internet");
        assertThat(one.publicAccessBlockConfiguration().restrictPublicBuckets()).isTrue();
        var page = control.listAccessPoints(r -> r.accountId(ACCOUNT).maxResults(1));
        assertThat(page.accessPointList())
                .singleElement()
                .satisfies(p -> assertThat(p.accessPointArn()).isEqualTo(arn));
        assertThat(control.listAccessPoints(
                                r -> r.accountId(ACCOUNT).bucket("things").nextToken(page.nextToken()))
                        .accessPointList())
                .singleElement()
                .satisfies(p -> assertThat(p.name()).isEqualTo("two"));
        assertThat(control.listAccessPoints(r -> r.accountId(ACCOUNT).bucket("others"))
                        .accessPointList())
                .isEmpty();
        assertThat(refusal(() -> s3.deleteBucket(r -> r.bucket("things")))).startsWith("BucketHasAccessPointsAttached");
        control.deleteAccessPoint(r -> r.accountId(ACCOUNT).name("one"));
        assertThat(refusal(
                        () -> control.getAccessPoint(r -> r.accountId(ACCOUNT).name("one"))))
                .isEqualTo("NoSuchAccessPoint: The specified accesspoint does not exist");
        assertThat(get(s3, arn)).startsWith("NoSuchAccessPoint");
    }

    @Test
    void whatCannotBeMadeIsRefusedAndChangesNothing() {
        create("one");
        gateway.account(OTHER);
        long before = gateway.commits();
        assertThat(refusal(() -> create("one"))).startsWith("AccessPointAlreadyOwnedByYou");
        assertThat(refusal(() -> create("Upper"))).startsWith("InvalidRequest");
        assertThat(refusal(() -> create("ends-s3alias"))).startsWith("InvalidRequest");
        assertThat(refusal(() -> control.createAccessPoint(
                        r -> r.accountId(ACCOUNT).name("new").bucket("absent"))))
                .startsWith("NoSuchBucket");
        assertThat(refusal(() -> control.createAccessPoint(
                        r -> r.accountId(ACCOUNT).name("new").bucket("things").bucketAccountId(OTHER))))
                .isEqualTo(DENIED);
        assertThat(refusal(() -> control.createAccessPoint(
                        r -> r.accountId(OTHER).name("new").bucket("things"))))
                .startsWith("AccessDenied");
        assertThat(refusal(() -> control.createAccessPoint(r ->
                        r.accountId(ACCOUNT).name("new").bucket("things").vpcConfiguration(v -> v.vpcId("net-1")))))
                .startsWith("InvalidRequest");
        assertThat(refusal(() -> control.createAccessPoint(
                        r -> r.accountId(ACCOUNT).name("new").bucket("things").scope(s -> s.prefixes("a/")))))
                .contains("Scope is not supported");
        assertThat(refusal(() -> control.listJobs(r -> r.accountId(ACCOUNT)))).startsWith("NotImplemented");
        assertThat(gateway.commits()).isEqualTo(before);
    }

    @Test
    void objectsAreReadAndWrittenThroughArnAndAlias() {
        String arn = create("one");
        String alias =
                control.getAccessPoint(r -> r.accountId(ACCOUNT).name("one")).alias();
        for (String bucket : new String[] {arn, alias}) {
            assertThat(get(s3, bucket)).isEqualTo("none");
            s3.putObject(r -> r.bucket(bucket).key("b c"), RequestBody.fromString("y"));
            assertThat(s3.listObjectsV2(r -> r.bucket(bucket)).contents())
                    .extracting(o -> o.key())
                    .containsExactly("a/k", "b c");
            s3.deleteObjects(r -> r.bucket(bucket)
                    .delete(d -> d.objects(ObjectIdentifier.builder().key("b c").build())));
        }
        s3.copyObject(
                r -> r.sourceBucket(arn).sourceKey("a/k").destinationBucket(arn).destinationKey("copy"));
        assertThat(s3.headObject(r -> r.bucket("things").key("copy")).contentLength())
                .isEqualTo(1);
        assertThat(s3.headBucket(r -> r.bucket(alias)).accessPointAlias()).isTrue();
        assertThat(s3.headBucket(r -> r.bucket("things")).accessPointAlias()).isFalse();
    }

    @Test
    void whatAccessPointsDoNotDoIsRefused() {
        String alias = alias(create("one"));
        assertThat(refusal(() -> s3.deleteBucket(r -> r.bucket(alias)))).startsWith("MethodNotAllowed");
        assertThat(refusal(() -> s3.getBucketVersioning(r -> r.bucket(alias)))).startsWith("MethodNotAllowed");
        assertThat(refusal(() -> s3.putBucketPolicy(r -> r.bucket(alias).policy("{}"))))
                .startsWith("MethodNotAllowed");
        assertThat(refusal(() -> s3.getBucketLocation(r -> r.bucket(alias)))).isEqualTo("none");
    }

    private String alias(String arn) {
        return control.getAccessPoint(r -> r.accountId(ACCOUNT).name(arn.substring(arn.lastIndexOf('/') + 1)))
                .alias();
    }

    @Test
    void bothTheAccessPointAndTheBucketMustAllow() {
        String arn = create("one");
        String onObject = arn + "/object/a/*";
        try (S3Client user = client(
                S3Client.builder(), gateway.user(document("{'Effect':'Allow','Action':'sns:*','Resource':'*'}")))) {
            assertThat(get(user, arn)).contains("s3:GetObject").contains(arn + "/object/a/k");
            policy("one", allow("{'AWS':'arn:aws:iam::" + ACCOUNT + ":user/limited'}", "s3:GetObject", onObject));
            assertThat(get(user, arn)).contains("s3:GetObject").contains("arn:aws:s3:::things/a/k");
            delegate();
            assertThat(get(user, arn)).isEqualTo("none");
            assertThat(get(user, "things")).startsWith("AccessDenied");
            assertThat(refusal(() -> user.putObject(r -> r.bucket(arn).key("a/new"), RequestBody.fromString("y"))))
                    .startsWith("AccessDenied");
            policy("one", "{'Effect':'Deny','Principal':'*','Action':'s3:GetObject','Resource':'" + onObject + "'}");
            assertThat(get(user, arn)).contains("explicit deny");
            assertThat(get(s3, arn)).contains("explicit deny");
            assertThat(get(s3, "things")).isEqualTo("none");
        }
    }

    @Test
    void anotherAccountNeedsAllThree() {
        AwsCredentialsProvider other = gateway.account(OTHER);
        String arn = create("one");
        try (S3Client stranger = client(S3Client.builder(), other)) {
            assertThat(get(stranger, arn)).isEqualTo(DENIED);
            policy("one", allow("{'AWS':'" + OTHER + "'}", "s3:GetObject", arn + "/object/*"));
            assertThat(get(stranger, arn)).isEqualTo(DENIED);
            delegate();
            assertThat(get(stranger, arn)).isEqualTo("none");
            assertThat(get(stranger, "things")).isEqualTo(DENIED);
        }
    }

    @Test
    void anAccessPointToAnothersBucketGivesNothingByItself() {
        AwsCredentialsProvider other = gateway.account(OTHER);
        try (S3ControlClient theirs = client(S3ControlClient.builder(), other);
                S3Client stranger = client(S3Client.builder(), other)) {
            assertThat(refusal(() -> theirs.createAccessPoint(
                            r -> r.accountId(OTHER).name("mine").bucket("things"))))
                    .isEqualTo(DENIED);
            String arn = theirs.createAccessPoint(r ->
                            r.accountId(OTHER).name("mine").bucket("things").bucketAccountId(ACCOUNT))
                    .accessPointArn();
            assertThat(get(stranger, arn)).isEqualTo(DENIED);
            s3.putBucketPolicy(r -> r.bucket("things")
                    .policy(document("{'Effect':'Allow','Principal':{'AWS':'" + OTHER
                            + "'},'Action':'s3:GetObject','Resource':'arn:aws:s3:::things/*',"
                            + "'Condition':{'StringEquals':{'s3:DataAccessPointArn':'" + arn + "'}}}")));
            assertThat(get(stranger, arn)).isEqualTo("none");
            assertThat(get(stranger, "things")).isEqualTo(DENIED);
        }
    }

    @Test
    void onlyItsVpcReachesOneWithThatOrigin() {
        try (Ec2Client ec2 = gateway.client(Ec2Client.builder(), TestingGateway.ROOT)) {
            String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
            String another =
                    ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
            String arn = control.createAccessPoint(r ->
                            r.accountId(ACCOUNT).name("inside").bucket("things").vpcConfiguration(v -> v.vpcId(vpc)))
                    .accessPointArn();
            assertThat(get(s3, arn)).isEqualTo(DENIED);
            String elsewhere = endpoint(ec2, another, "");
            String here = endpoint(ec2, vpc, "");
            String narrow = endpoint(
                    ec2,
                    vpc,
                    document("{'Effect':'Allow','Principal':'*','Action':'*','Resource':'arn:aws:s3:::things/*'}"));
            through(another, elsewhere);
            assertThat(get(s3, arn)).isEqualTo(DENIED);
            through(vpc, here);
            assertThat(get(s3, arn)).isEqualTo("none");
            assertThat(get(s3, "things")).isEqualTo("none");
            through(vpc, narrow);
            assertThat(get(s3, arn)).contains("VPC endpoint policy").contains(arn + "/object/a/k");
            assertThat(get(s3, "things")).isEqualTo("none");
        }
    }

    @Test
    void theExplanationAgreesWithWhatIsAnswered() {
        String arn = create("one");
        String inside = control.createAccessPoint(r -> r.accountId(ACCOUNT)
                        .name("inside")
                        .bucket("things")
                        .vpcConfiguration(v -> v.vpcId("vpc-0123456789abcdef0")))
                .accessPointArn();
        try (S3Client user = client(
                S3Client.builder(), gateway.user(document("{'Effect':'Allow','Action':'sns:*','Resource':'*'}")))) {
            assertThat(explained(inside)).contains("network origin").contains("vpc-0123456789abcdef0");
            assertThat(get(user, inside)).startsWith("AccessDenied");
            assertThat(explained(arn)).contains("no statement allows s3:GetObject on " + arn + "/object/a/k");
            assertThat(get(user, arn)).startsWith("AccessDenied");
            policy(
                    "one",
                    allow("{'AWS':'arn:aws:iam::" + ACCOUNT + ":user/limited'}", "s3:GetObject", arn + "/object/*"));
            assertThat(explained(arn)).contains("s3:GetObject on arn:aws:s3:::things/a/k");
            assertThat(get(user, arn)).startsWith("AccessDenied");
            delegate();
            assertThat(explained(arn)).isEqualTo("allowed");
            assertThat(get(user, arn)).isEqualTo("none");
        }
    }

    @Test
    void theExplanationTellsWhoseBlockRestrictsAPublicBucket() {
        AwsCredentialsProvider other = gateway.account(OTHER);
        String arn = create("one");
        s3.deletePublicAccessBlock(r -> r.bucket("things"));
        s3.putBucketPolicy(
                r -> r.bucket("things").policy(document(allow("'*'", "s3:GetObject", "arn:aws:s3:::things/*"))));
        policy("one", allow("{'AWS':'" + OTHER + "'}", "s3:GetObject", arn + "/object/*"));
        try (S3Client stranger = client(S3Client.builder(), other)) {
            assertThat(get(stranger, "things")).isEqualTo("none");
            assertThat(get(stranger, arn)).isEqualTo(DENIED);
        }
        var step = gateway.why("s3:GetObject", arn + "/object/a/k", "arn:aws:iam::" + OTHER + ":root")
                .stop()
                .orElseThrow();
        assertThat(step.text()).startsWith("RestrictPublicBuckets is on for the access point");
        assertThat(step.fixes())
                .singleElement()
                .satisfies(fix -> assertThat(fix.commands()).isEmpty());
    }

    /** The step that stops a user's reading through an access point, with what would let it. */
    private String explained(String arn) {
        return gateway.why("s3:GetObject", arn + "/object/a/k", "arn:aws:iam::" + ACCOUNT + ":user/limited")
                .stop()
                .map(step -> step.stage() + " " + step.text())
                .orElse("allowed");
    }

    private static String endpoint(Ec2Client ec2, String vpc, String policy) {
        return ec2.createVpcEndpoint(r -> r.vpcId(vpc)
                        .serviceName("com.amazonaws.us-east-1.s3")
                        .policyDocument(policy.isEmpty() ? null : policy))
                .vpcEndpoint()
                .vpcEndpointId();
    }

    private void through(String vpc, String endpoint) {
        gateway.setDoor(_ -> FrontDoor.of(
                new Connection.ThroughEndpoint(
                        new Scope(new AccountId(ACCOUNT), dev.postern.model.Region.US_EAST_1),
                        new VpcId(vpc),
                        new VpcEndpointId(endpoint),
                        Connection.Kind.GATEWAY,
                        Optional.empty(),
                        Ip.of("10.0.0.9"),
                        true),
                AddressPlan.serviceAt(AddressPlan.address("s3", dev.postern.model.Region.US_EAST_1))
                        .orElseThrow()));
    }

    @Test
    void policiesAreKeptShownAndRefused() {
        String arn = create("one");
        assertThat(refusal(() ->
                        control.getAccessPointPolicy(r -> r.accountId(ACCOUNT).name("one"))))
                .isEqualTo("NoSuchAccessPointPolicy: The specified accesspoint policy does not exist");
        String everybody = allow("'*'", "s3:GetObject", arn + "/object/*");
        assertThat(refusal(() -> policy("one", everybody))).contains("BlockPublicPolicy");
        assertThat(refusal(() -> policy("one", allow("'*'", "s3:GetObject", "arn:aws:s3:::things/*"))))
                .isEqualTo("MalformedPolicy: Policy has invalid resource");
        assertThat(refusal(() -> policy("one", "nonsense"))).startsWith("MalformedPolicy");
        assertThat(refusal(() -> policy("absent", everybody))).startsWith("NoSuchAccessPoint");
        String own = allow("{'AWS':'" + ACCOUNT + "'}", "s3:*", arn);
        policy("one", own);
        assertThat(control.getAccessPointPolicy(r -> r.accountId(ACCOUNT).name("one"))
                        .policy())
                .isEqualTo(document(own));
        assertThat(control.getAccessPointPolicyStatus(r -> r.accountId(ACCOUNT).name("one"))
                        .policyStatus()
                        .isPublic())
                .isFalse();
        control.deleteAccessPointPolicy(r -> r.accountId(ACCOUNT).name("one"));
        assertThat(refusal(() -> control.getAccessPointPolicyStatus(
                        r -> r.accountId(ACCOUNT).name("one"))))
                .startsWith("NoSuchAccessPointPolicy");
    }

    @Test
    void theAccountsBlockHoldsForBucketsAndAccessPoints() {
        assertThat(refusal(() -> control.getPublicAccessBlock(r -> r.accountId(ACCOUNT))))
                .startsWith("NoSuchPublicAccessBlockConfiguration");
        s3.deletePublicAccessBlock(r -> r.bucket("things"));
        String everybody = document(allow("'*'", "s3:GetObject", "arn:aws:s3:::things/*"));
        s3.putBucketPolicy(r -> r.bucket("things").policy(everybody));
        String arn = control.createAccessPoint(r -> r.accountId(ACCOUNT)
                        .name("open")
                        .bucket("things")
                        .publicAccessBlockConfiguration(b -> b.blockPublicPolicy(false)))
                .accessPointArn();
        policy("open", allow("'*'", "s3:GetObject", arn + "/object/*"));
        try (S3Client anybody = client(S3Client.builder(), AnonymousCredentialsProvider.create())) {
            assertThat(get(anybody, "things")).isEqualTo("none");
            assertThat(get(anybody, arn)).isEqualTo("none");
            control.putPublicAccessBlock(r -> r.accountId(ACCOUNT)
                    .publicAccessBlockConfiguration(
                            b -> b.restrictPublicBuckets(true).blockPublicPolicy(true)));
            assertThat(control.getPublicAccessBlock(r -> r.accountId(ACCOUNT))
                            .publicAccessBlockConfiguration()
                            .restrictPublicBuckets())
                    .isTrue();
            assertThat(get(anybody, "things")).isEqualTo(DENIED);
            assertThat(get(anybody, arn)).isEqualTo(DENIED);
            assertThat(refusal(() -> s3.putBucketPolicy(r -> r.bucket("things").policy(everybody))))
                    .contains("BlockPublicPolicy");
            control.deletePublicAccessBlock(r -> r.accountId(ACCOUNT));
            assertThat(get(anybody, "things")).isEqualTo("none");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"VPC", "Internet"})
    void whoMayMakeThemDependsOnTheirOrigin(String origin) {
        AwsCredentialsProvider user = gateway.user(document("{'Effect':'Allow','Action':'s3:CreateAccessPoint',"
                + "'Resource':'arn:aws:s3:us-east-1:*:accesspoint/team-*','Condition':{'StringEquals':{"
                + "'s3:AccessPointNetworkOrigin':'" + origin + "'}}}"));
        try (S3ControlClient limited = client(S3ControlClient.builder(), user)) {
            boolean vpc = origin.equals("VPC");
            assertThat(refusal(() -> limited.createAccessPoint(
                            r -> r.accountId(ACCOUNT).name("team-a").bucket("things"))))
                    .startsWith(vpc ? "AccessDenied: User: arn:aws:iam::" : "none");
            assertThat(refusal(() -> limited.createAccessPoint(r -> r.accountId(ACCOUNT)
                            .name("team-b")
                            .bucket("things")
                            .vpcConfiguration(v -> v.vpcId("vpc-0123456789abcdef0")))))
                    .startsWith(vpc ? "none" : "AccessDenied");
            assertThat(refusal(() -> limited.createAccessPoint(
                            r -> r.accountId(ACCOUNT).name("other").bucket("things"))))
                    .startsWith("AccessDenied");
        }
    }
}

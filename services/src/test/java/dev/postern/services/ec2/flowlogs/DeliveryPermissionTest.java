package dev.postern.services.ec2.flowlogs;

import static dev.postern.services.authorization.TestAccount.ACCOUNT;
import static dev.postern.services.authorization.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.request.Caller;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.Statement;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.TestAccount;
import dev.postern.services.ec2.Ec2Service;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsResponse;

class DeliveryPermissionTest {
    private static final AccountId STRANGER = new AccountId("444455556666");
    private static final String OWN_STATEMENT =
            "{'Sid':'Mine','Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'s3:GetObject',"
                    + "'Resource':'arn:aws:s3:::flows/*'}";
    private static final String ADDED = json("{'Sid':'AWSLogDeliveryAclCheck','Effect':'Allow','Principal':{'Service':"
            + "'delivery.logs.amazonaws.com'},'Action':'s3:GetBucketAcl','Resource':'arn:aws:s3:::flows','Condition':"
            + "{'StringEquals':{'aws:SourceAccount':'111122223333'},'ArnLike':{'aws:SourceArn':"
            + "'arn:aws:logs:us-east-1:111122223333:*'}}},{'Sid':'AWSLogDeliveryWrite','Effect':'Allow','Principal':"
            + "{'Service':'delivery.logs.amazonaws.com'},'Action':'s3:PutObject','Resource':"
            + "'arn:aws:s3:::flows/AWSLogs/111122223333/*','Condition':{'StringEquals':{'aws:SourceAccount':"
            + "'111122223333','s3:x-amz-acl':'bucket-owner-full-control'},'ArnLike':{'aws:SourceArn':"
            + "'arn:aws:logs:us-east-1:111122223333:*'}}}");

    private final TestAccount account = new TestAccount();
    private final Ec2Client ec2 = new Ec2Service(
            account.cloud(),
            new Host("x86_64", id -> Optional.empty(), id -> true, new SecureRandom()),
            Quotas.DEFAULTS,
            FlowLogDelivery.UNDISTURBED);
    private final String vpc = account.asRoot(
            () -> ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId());

    @AfterEach
    void close() {
        account.close();
    }

    private static String policy(String... statements) {
        return json("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}");
    }

    private void bucket(AccountId owner, Optional<String> policy) {
        account.commit(Change.put(Bucket.of(
                "flows",
                "b-1",
                owner,
                Region.US_EAST_1,
                Instant.EPOCH,
                policy,
                Optional.empty(),
                Tags.NONE,
                Optional.empty())));
    }

    private Bucket bucket() {
        return account.cloud()
                .snapshot()
                .find(Bucket.class, Scope.GLOBAL, "flows")
                .orElseThrow();
    }

    private String policyNow() {
        return bucket().policy().orElse("");
    }

    private List<String> statementNames() {
        try {
            return Policy.parse(policyNow(), PolicyKind.BUCKET).statements().stream()
                    .map(Statement::sid)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (MalformedPolicyException e) {
            throw new AssertionError(e);
        }
    }

    private CreateFlowLogsResponse create(Caller caller, Consumer<CreateFlowLogsRequest.Builder> more) {
        return account.as(
                caller,
                () -> ec2.createFlowLogs(r -> more.accept(r.resourceType("VPC")
                        .resourceIds(vpc)
                        .trafficType("ALL")
                        .logDestinationType("s3")
                        .logDestination("arn:aws:s3:::flows"))));
    }

    private void assertMade(CreateFlowLogsResponse response) {
        assertThat(response.unsuccessful()).isEmpty();
        FlowLog log = account.cloud()
                .snapshot()
                .find(
                        FlowLog.class,
                        new Scope(ACCOUNT, Region.US_EAST_1),
                        response.flowLogIds().getFirst())
                .orElseThrow();
        assertThat(new DeliveryPermission(new Authorizer(), dev.postern.model.Snapshot.EMPTY).admits(bucket(), log))
                .isTrue();
    }

    private void assertDenied(CreateFlowLogsResponse response) {
        assertThat(response.flowLogIds()).isEmpty();
        assertThat(response.unsuccessful())
                .singleElement()
                .satisfies(item -> assertThat(item.resourceId() + " "
                                + item.error().code() + ": " + item.error().message())
                        .isEqualTo(vpc + " 400: Access Denied for LogDestination: flows. Please check LogDestination"
                                + " permission"));
        assertThat(account.cloud().snapshot().all(FlowLog.class).stream()).isEmpty();
    }

    private Caller allowed(String... actions) {
        Caller.User user = account.user("maker");
        String text = String.join("','", actions);
        account.asRoot(() -> account.iam()
                .putUserPolicy(r -> r.userName("maker")
                        .policyName("p")
                        .policyDocument(json("{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':['" + text
                                + "'],'Resource':'*'}]}"))));
        return user;
    }

    @Test
    void aBucketWithoutAPolicyGetsTheStatementsOfAws() {
        bucket(ACCOUNT, Optional.empty());
        assertMade(create(TestAccount.ROOT, r -> {}));
        assertThat(policyNow())
                .isEqualTo(json("{'Version':'2012-10-17','Id':'AWSLogDeliveryWrite20150319','Statement':[") + ADDED
                        + "]}");
    }

    @Test
    void statementsThatAreThereStayAndAreNotAddedAgain() {
        bucket(ACCOUNT, Optional.of(policy(OWN_STATEMENT)));
        assertMade(create(TestAccount.ROOT, r -> {}));
        String changed = policyNow();
        assertThat(changed).isEqualTo(policy(OWN_STATEMENT, ADDED));
        account.asRoot(() -> ec2.deleteFlowLogs(r ->
                r.flowLogIds(ec2.describeFlowLogs(d -> {}).flowLogs().getFirst().flowLogId())));
        assertMade(create(TestAccount.ROOT, r -> {}));
        assertThat(policyNow()).isEqualTo(changed);
    }

    @Test
    void aPolicyOfOneStatementBecomesAList() {
        bucket(ACCOUNT, Optional.of(json("{'Version':'2012-10-17','Statement':" + OWN_STATEMENT + "}")));
        assertMade(create(TestAccount.ROOT, r -> {}));
        assertThat(policyNow()).isEqualTo(policy(OWN_STATEMENT, ADDED));
    }

    @Test
    void anotherFolderNeedsAnotherStatementWithAnotherName() {
        bucket(ACCOUNT, Optional.empty());
        assertMade(create(TestAccount.ROOT, r -> {}));
        assertMade(create(TestAccount.ROOT, r -> r.logDestination("arn:aws:s3:::flows/a/b")));
        assertMade(create(
                TestAccount.ROOT,
                r -> r.logDestination("arn:aws:s3:::flows/hive/")
                        .destinationOptions(o -> o.hiveCompatiblePartitions(true))));
        assertThat(statementNames())
                .containsExactly(
                        "AWSLogDeliveryAclCheck",
                        "AWSLogDeliveryWrite",
                        "AWSLogDeliveryWrite1",
                        "AWSLogDeliveryWrite2");
        assertThat(policyNow())
                .contains("\"arn:aws:s3:::flows/a/b/AWSLogs/111122223333/*\"")
                .contains("\"arn:aws:s3:::flows/hive/AWSLogs/aws-account-id=111122223333/*\"");
    }

    @Test
    void whatAdmitsTheDeliveryAlreadyIsEnough() {
        String own = policy(
                "{'Effect':'Allow','Principal':{'Service':'delivery.logs.amazonaws.com'},"
                        + "'Action':['s3:PutObject','s3:GetBucketAcl'],'Resource':['arn:aws:s3:::flows','arn:aws:s3:::flows/*']}");
        bucket(ACCOUNT, Optional.of(own));
        assertMade(create(allowed("ec2:*"), r -> {}));
        assertThat(policyNow()).isEqualTo(own);
    }

    @Test
    void whoMayNotChangeThePolicyIsDenied() {
        bucket(ACCOUNT, Optional.empty());
        Caller maker = allowed("ec2:*", "s3:GetBucketPolicy");
        assertDenied(create(maker, r -> {}));
        assertThat(policyNow()).isEmpty();
        account.asRoot(() -> account.iam()
                .putUserPolicy(r -> r.userName("maker")
                        .policyName("more")
                        .policyDocument(TestAccount.allow("s3:PutBucketPolicy", "arn:aws:s3:::flows"))));
        assertMade(create(maker, r -> {}));
    }

    @Test
    void aPolicyThatDeniesIsNotChanged() {
        String own = policy("{'Effect':'Deny','Principal':'*','Action':'s3:PutObject','Resource':"
                + "'arn:aws:s3:::flows/*','Condition':{'StringNotEquals':{'aws:SourceVpce':'vpce-1'}}}");
        bucket(ACCOUNT, Optional.of(own));
        assertDenied(create(TestAccount.ROOT, r -> {}));
        assertThat(policyNow()).isEqualTo(own);
    }

    @Test
    void aDenialThatSparesServicesOfAwsIsNone() {
        bucket(
                ACCOUNT,
                Optional.of(policy("{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':"
                        + "['arn:aws:s3:::flows','arn:aws:s3:::flows/*'],'Condition':{'StringNotEquals':"
                        + "{'aws:SourceVpce':'vpce-1'},'Bool':{'aws:PrincipalIsAWSService':'false'}}}")));
        bucketAdmits(ACCOUNT);
        assertMade(create(TestAccount.ROOT, r -> {}));
    }

    private void bucketAdmits(AccountId source) {
        Bucket bucket = bucket();
        String statements = "{'Effect':'Allow','Principal':{'Service':'delivery.logs.amazonaws.com'},'Action':"
                + "['s3:PutObject','s3:GetBucketAcl'],'Resource':['arn:aws:s3:::flows','arn:aws:s3:::flows/*'],"
                + "'Condition':{'StringEquals':{'aws:SourceAccount':'" + source + "'}}}";
        String policy = bucket.policy()
                .map(text -> text.replace("\"Statement\":[", "\"Statement\":[" + json(statements) + ","))
                .orElse(policy(statements));
        account.commit(Change.put(bucket.withPolicy(Optional.of(policy))));
    }

    @Test
    void aBucketOfAnotherAccountMustAdmitTheDeliveryItself() {
        bucket(STRANGER, Optional.empty());
        assertDenied(create(TestAccount.ROOT, r -> {}));
        bucketAdmits(STRANGER);
        assertDenied(create(TestAccount.ROOT, r -> {}));
        bucket(STRANGER, Optional.empty());
        bucketAdmits(ACCOUNT);
        assertMade(create(TestAccount.ROOT, r -> {}));
    }

    @Test
    void aPolicyThatWouldBeTooLongIsNotWritten() {
        String full = policy(IntStream.range(0, 158)
                .mapToObj(i -> OWN_STATEMENT.replace("Mine", "Mine" + i))
                .collect(Collectors.joining(",")));
        assertThat(full.length()).isBetween(19_900, 20_480);
        bucket(ACCOUNT, Optional.of(full));
        assertDenied(create(TestAccount.ROOT, r -> {}));
        assertThat(policyNow()).isEqualTo(full);
    }
}

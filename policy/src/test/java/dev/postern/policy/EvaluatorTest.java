package dev.postern.policy;

import static dev.postern.policy.Fixtures.ACCOUNT;
import static dev.postern.policy.Fixtures.ALICE;
import static dev.postern.policy.Fixtures.ANONYMOUS;
import static dev.postern.policy.Fixtures.OTHER;
import static dev.postern.policy.Fixtures.ROOT;
import static dev.postern.policy.Fixtures.SESSION;
import static dev.postern.policy.Fixtures.bucket;
import static dev.postern.policy.Fixtures.getObject;
import static dev.postern.policy.Fixtures.identity;
import static dev.postern.policy.Fixtures.layers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.request.Caller;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatorTest {
    private static final String ALLOW_S3 = "{'Effect':'Allow','Action':'s3:*','Resource':'*'}";
    private static final String DENY_S3 = "{'Sid':'No','Effect':'Deny','Action':'s3:*','Resource':'*'}";

    @Test
    void nothingIsAllowedWithoutAPolicy() {
        Decision decision = getObject(ALICE, layers());
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.deniedText())
                .isEqualTo("User: arn:aws:iam::111122223333:user/alice is not authorized to perform: s3:GetObject on"
                        + " resource: \"arn:aws:s3:::data/key\" because no identity-based policy allows the"
                        + " s3:GetObject action");
    }

    @Test
    void tellsWhatWouldStopItNext() {
        Decision first =
                getObject(ALICE, layers().withBoundary(identity("{'Effect':'Allow','Action':'ec2:*','Resource':'*'}")));
        assertThat(first.decidedBy()).isEqualTo(Layer.IDENTITY);
        Decision next = Evaluator.supposing(first, Layer.IDENTITY);
        assertThat(next.decidedBy()).isEqualTo(Layer.PERMISSIONS_BOUNDARY);
        assertThat(Evaluator.supposing(next, Layer.PERMISSIONS_BOUNDARY).allowed())
                .isTrue();
    }

    @Test
    void whatMayBeMeantByADenyIsDeniedAndTheReasonSaysSo() {
        AuthorizationRequest some = new AuthorizationRequest(
                ALICE, "s3:GetObject", "arn:aws:s3:::data/*", true, Optional.of(ACCOUNT), key -> List.of());
        String denied = "{'Sid':'No','Effect':'Deny','Action':'s3:*','Resource':'arn:aws:s3:::data/secret'}";
        Decision decision = Evaluator.decide(some, layers(identity(ALLOW_S3, denied)));
        assertThat(decision.explicitlyDenied()).isTrue();
        assertThat(decision.explanation())
                .contains(
                        "identity-based policy: denied by IDENTITY statement 2 (No), which may be for this: what it depends on is"
                                + " not known here");
        assertThat(Evaluator.decide(some, layers(identity(ALLOW_S3, denied.replace("data", "other"))))
                        .allowed())
                .isTrue();
        assertThat(Evaluator.decide(some, layers(identity(denied.replace("Deny", "Allow"))))
                        .allowed())
                .isFalse();
    }

    @Test
    void explicitDenyWinsAndNamesItsStatement() {
        Decision decision = getObject(ALICE, layers(identity(ALLOW_S3, DENY_S3)));
        assertThat(decision.deniedText()).endsWith("with an explicit deny in an identity-based policy");
        assertThat(decision.statement()).contains(new StatementReference("IDENTITY", 1, Optional.of("No")));
    }

    @Test
    void rootNeedsNoIdentityPolicyButIsBoundByAnExplicitDenyOfTheResource() {
        assertThat(getObject(ROOT, layers()).allowed()).isTrue();
        Decision denied = getObject(ROOT, layers().withResource(resource(onBucket("Deny", "'*'", ""))));
        assertThat(denied.deniedText()).endsWith("with an explicit deny in a resource-based policy");
    }

    @Test
    void anonymousCallerNeedsTheResourcesPolicy() {
        assertThat(getObject(ANONYMOUS, layers()).allowed()).isFalse();
        assertThat(getObject(ANONYMOUS, layers().withResource(resource(onBucket("Allow", "'*'", ""))))
                        .allowed())
                .isTrue();
        assertThat(getObject(
                                ANONYMOUS,
                                layers().withResource(resource(onBucket("Allow", "{'AWS':'111122223333'}", ""))))
                        .allowed())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    '*';                                                       true
                    {'AWS':'*'};                                               true
                    {'AWS':'arn:aws:iam::111122223333:user/alice'};            true
                    {'AWS':['arn:aws:iam::111122223333:user/bob','AIDAALICEALICEALICE1']}; true
                    {'AWS':'arn:aws:iam::111122223333:user/bob'};              false
                    {'AWS':'arn:aws:iam::111122223333:root'};                  false
                    {'AWS':'111122223333'};                                    false
                    {'Service':'ec2.amazonaws.com'};                           false
                    """)
    void resourcePolicyAloneSufficesInOneAccountWhenItNamesTheUser(String principal, boolean allowed) {
        assertThat(getObject(ALICE, layers().withResource(resource(onBucket("Allow", principal, ""))))
                        .allowed())
                .isEqualTo(allowed);
    }

    @Test
    void acrossAccountsBothSidesMustAllow() {
        PrincipalFacts stranger = PrincipalFacts.of(new Caller.User(OTHER, "/", "eve", "AIDAEVEEVEEVEEVEEVE1"));
        PolicyLayers.ResourceBased names = resource(onBucket("Allow", "{'AWS':'444455556666'}", ""));
        assertThat(getObject(stranger, layers(identity(ALLOW_S3)).withResource(names))
                        .allowed())
                .isTrue();
        assertThat(getObject(stranger, layers().withResource(names)).decidedBy())
                .isEqualTo(Layer.IDENTITY);
        assertThat(getObject(stranger, layers(identity(ALLOW_S3))).deniedText())
                .endsWith("because no resource-based policy allows the s3:GetObject action");
    }

    @Test
    void anAccessControlListGrantsBesideThePolicy() {
        PrincipalFacts stranger = PrincipalFacts.of(new Caller.User(OTHER, "/", "eve", "AIDAEVEEVEEVEEVEEVE1"));
        PolicyLayers.ResourceBased names = resource(onBucket("Allow", "{'AWS':'444455556666'}", ""));
        PolicyLayers all = layers(identity(ALLOW_S3));
        assertThat(getObject(stranger, all.withResource(listed(PolicyLayers.ResourceSide.NONE, true, Reach.ACCOUNT)))
                        .decidedBy())
                .isEqualTo(Layer.ACCESS_CONTROL_LIST);
        assertThat(getObject(stranger, layers().withResource(listed(names, true, Reach.DIRECT)))
                        .decidedBy())
                .isEqualTo(Layer.IDENTITY);
        assertThat(getObject(stranger, all.withResource(listed(names, false, Reach.NONE)))
                        .decidedBy())
                .isEqualTo(Layer.RESOURCE);
        assertThat(getObject(ALICE, layers().withResource(listed(names, true, Reach.ACCOUNT)))
                        .allowed())
                .isFalse();
        assertThat(getObject(ALICE, layers().withResource(listed(names, true, Reach.DIRECT)))
                        .allowed())
                .isTrue();
        PolicyLayers.ResourceBased denies = resource(onBucket("Deny", "'*'", ""));
        assertThat(getObject(ALICE, all.withResource(listed(denies, true, Reach.DIRECT)))
                        .explicitlyDenied())
                .isTrue();
    }

    private static PolicyLayers.Listed listed(PolicyLayers.ResourceSide policy, boolean allows, Reach reach) {
        StatementReference by = new StatementReference("access control list of k", 0, Optional.of("READ to all"));
        return new PolicyLayers.Listed(
                policy,
                allows,
                reach == Reach.NONE ? Optional.empty() : Optional.of(new PolicyLayers.Grant(by, reach)));
    }

    @Test
    void denyWithNotPrincipalAlwaysDeniesWhoHasABoundary() {
        NamedPolicy all = identity(ALLOW_S3);
        PolicyLayers spared = layers(all)
                .withResource(resource(
                        "{'Effect':'Deny','NotPrincipal':{'AWS':['111122223333','arn:aws:iam::111122223333:user/alice']},"
                                + "'Action':'s3:*','Resource':'arn:aws:s3:::data/*'}"));
        assertThat(getObject(ALICE, spared).allowed()).isTrue();
        assertThat(getObject(ALICE, spared.withBoundary(all)).deniedText())
                .endsWith("with an explicit deny in a resource-based policy");
    }

    @Test
    void roleNamedByTheResourceIsStillLimitedByBoundaryAndSessionPolicy() {
        PolicyLayers named = layers().withResource(
                        resource(onBucket("Allow", "{'AWS':'arn:aws:iam::111122223333:role/app/reader'}", "")));
        assertThat(getObject(SESSION, named).allowed()).isTrue();
        NamedPolicy other = identity("{'Effect':'Allow','Action':'ec2:*','Resource':'*'}");
        assertThat(getObject(SESSION, named.withBoundary(other)).deniedText())
                .endsWith("because no permissions boundary allows the s3:GetObject action");
        assertThat(getObject(SESSION, named.withSession(other)).deniedText())
                .endsWith("because no session policy allows the s3:GetObject action");
    }

    @Test
    void sessionNamedByTheResourceIsLimitedOnlyByExplicitDenies() {
        PolicyLayers named = layers().withResource(resource(
                onBucket("Allow", "{'AWS':'arn:aws:sts::111122223333:assumed-role/reader/i-0123'}", "")));
        NamedPolicy other = identity("{'Effect':'Allow','Action':'ec2:*','Resource':'*'}");
        assertThat(getObject(SESSION, named.withBoundary(other).withSession(other))
                        .allowed())
                .isTrue();
        assertThat(getObject(SESSION, named.withBoundary(identity(DENY_S3))).deniedText())
                .endsWith("with an explicit deny in a permissions boundary");
    }

    @Test
    void boundaryAndSessionPolicyIntersectWithTheIdentity() {
        PolicyLayers all = layers(identity(ALLOW_S3));
        NamedPolicy get = identity("{'Effect':'Allow','Action':'s3:Get*','Resource':'*'}");
        NamedPolicy put = identity("{'Effect':'Allow','Action':'s3:Put*','Resource':'*'}");
        assertThat(getObject(SESSION, all.withBoundary(get).withSession(get)).allowed())
                .isTrue();
        assertThat(getObject(SESSION, all.withBoundary(get).withSession(put)).decidedBy())
                .isEqualTo(Layer.SESSION);
        assertThat(getObject(SESSION, all.withBoundary(put).withSession(get)).decidedBy())
                .isEqualTo(Layer.PERMISSIONS_BOUNDARY);
    }

    @Test
    void endpointPolicyIsAFurtherBoundary() {
        PolicyLayers all = layers(identity(ALLOW_S3));
        Decision silent = getObject(
                ALICE,
                all.withEndpoint(
                        endpoint("{'Effect':'Allow','Principal':'*','Action':'*','Resource':'arn:aws:s3:::b/*'}")));
        assertThat(silent.deniedText()).endsWith("because no VPC endpoint policy allows the s3:GetObject action");
        Decision denied = getObject(
                ALICE, all.withEndpoint(endpoint("{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*'}")));
        assertThat(denied.deniedText()).endsWith("with an explicit deny in a VPC endpoint policy");
        PolicyLayers open =
                layers().withEndpoint(endpoint("{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}"));
        assertThat(getObject(ALICE, open).decidedBy()).isEqualTo(Layer.IDENTITY);
        assertThat(getObject(ROOT, open).allowed()).isTrue();
    }

    @Test
    void accountInAGatewayEndpointPolicyMeansItsRootUserOnly() {
        PolicyLayers gateway = layers(identity(ALLOW_S3))
                .withEndpoint(
                        endpoint("{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'*','Resource':'*'}"));
        assertThat(getObject(ALICE, gateway).decidedBy()).isEqualTo(Layer.VPC_ENDPOINT);
        assertThat(getObject(ROOT, gateway).allowed()).isTrue();
    }

    @Test
    void bucketThatAdmitsOnlyTheEndpointRefusesEveryOtherWay() {
        PolicyLayers layers = layers(identity(ALLOW_S3))
                .withResource(resource(
                        onBucket("Deny", "'*'", ",'Condition':{'StringNotEquals':{'aws:SourceVpce':'vpce-1'}}")));
        assertThat(getObject(ALICE, layers, "aws:SourceIp", "203.0.113.9").deniedText())
                .endsWith("with an explicit deny in a resource-based policy");
        assertThat(getObject(ALICE, layers, "aws:SourceVpce", "vpce-2").allowed())
                .isFalse();
        assertThat(getObject(ALICE, layers, "aws:SourceVpce", "vpce-1", "aws:VpcSourceIp", "10.0.0.5")
                        .allowed())
                .isTrue();
    }

    @Test
    void denyByNotIpAddressAlsoRefusesWhatComesThroughAnEndpoint() {
        PolicyLayers layers = layers(identity(ALLOW_S3))
                .withResource(resource(
                        onBucket("Deny", "'*'", ",'Condition':{'NotIpAddress':{'aws:SourceIp':'203.0.113.0/24'}}")));
        assertThat(getObject(ALICE, layers, "aws:SourceIp", "203.0.113.9").allowed())
                .isTrue();
        assertThat(getObject(ALICE, layers, "aws:SourceVpce", "vpce-1", "aws:VpcSourceIp", "10.0.0.5")
                        .allowed())
                .isFalse();
    }

    @Test
    void denyByIpAddressNeverRefusesWhatComesThroughAnEndpoint() {
        PolicyLayers layers = layers(identity(ALLOW_S3))
                .withResource(
                        resource(onBucket("Deny", "'*'", ",'Condition':{'IpAddress':{'aws:SourceIp':'0.0.0.0/0'}}")));
        assertThat(getObject(ALICE, layers, "aws:SourceIp", "203.0.113.9").allowed())
                .isFalse();
        assertThat(getObject(ALICE, layers, "aws:SourceVpce", "vpce-1").allowed())
                .isTrue();
    }

    @Test
    void notPrincipalSparesOnlyCallersWhoseAccountAndNameAreListed() {
        PolicyLayers all = layers(identity(ALLOW_S3));
        String listed = "{'AWS':['arn:aws:iam::111122223333:user/alice','arn:aws:iam::111122223333:root']}";
        PolicyLayers.ResourceBased spares = resource("{'Effect':'Deny','NotPrincipal':" + listed
                + ",'Action':'s3:*','Resource':['arn:aws:s3:::data','arn:aws:s3:::data/*']}");
        assertThat(getObject(ALICE, all.withResource(spares)).allowed()).isTrue();
        assertThat(getObject(SESSION, all.withResource(spares)).allowed()).isFalse();
        assertThat(getObject(ANONYMOUS, all.withResource(spares)).allowed()).isFalse();
    }

    @Test
    void notActionAndNotResourceMatchTheRest() {
        PolicyLayers layers = layers(identity(
                "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}",
                "{'Effect':'Deny','Action':'s3:*','NotResource':'arn:aws:s3:::data/*'}"));
        assertThat(getObject(ALICE, layers).allowed()).isTrue();
        assertThat(Evaluator.decide(Fixtures.request(ALICE, "iam:GetUser", "*"), layers)
                        .allowed())
                .isFalse();
        assertThat(Evaluator.decide(Fixtures.request(ALICE, "s3:GetObject", "arn:aws:s3:::other/key"), layers)
                        .explicitlyDenied())
                .isTrue();
    }

    @Test
    void variablesInResourcesFollowTheCaller() {
        PolicyLayers layers = layers(identity(
                "{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::home/${aws:username}/*'}"));
        AuthorizationRequest own =
                Fixtures.request(ALICE, "s3:GetObject", "arn:aws:s3:::home/alice/x", "aws:username", "alice");
        AuthorizationRequest others =
                Fixtures.request(ALICE, "s3:GetObject", "arn:aws:s3:::home/bob/x", "aws:username", "alice");
        AuthorizationRequest nameless = Fixtures.request(SESSION, "s3:GetObject", "arn:aws:s3:::home/alice/x");
        assertThat(Evaluator.decide(own, layers).allowed()).isTrue();
        assertThat(Evaluator.decide(others, layers).allowed()).isFalse();
        assertThat(Evaluator.decide(nameless, layers).allowed()).isFalse();
    }

    @Test
    void actionsAreComparedWithoutCase() {
        PolicyLayers layers = layers(identity("{'Effect':'Allow','Action':'S3:getobject','Resource':'*'}"));
        assertThat(getObject(ALICE, layers).allowed()).isTrue();
    }

    @Test
    void roleIsAssumedByWhomItsTrustPolicyNames() {
        PolicyLayers assume = layers(identity("{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'*'}"));
        assertThat(assume(ALICE, assume, "{'AWS':'111122223333'}").allowed()).isTrue();
        assertThat(assume(ALICE, layers(), "{'AWS':'111122223333'}").decidedBy())
                .isEqualTo(Layer.IDENTITY);
        assertThat(assume(ALICE, layers(), "{'AWS':'arn:aws:iam::111122223333:user/alice'}")
                        .allowed())
                .isTrue();
        assertThat(assume(ALICE, assume, "{'Service':'ec2.amazonaws.com'}").deniedText())
                .endsWith("because no role trust policy allows the sts:AssumeRole action");
        assertThat(assume(PrincipalFacts.ofService("ec2.amazonaws.com"), layers(), "{'Service':'ec2.amazonaws.com'}")
                        .allowed())
                .isTrue();
        assertThat(assume(PrincipalFacts.ofService("lambda.amazonaws.com"), layers(), "{'Service':'ec2.amazonaws.com'}")
                        .allowed())
                .isFalse();
    }

    @Test
    void eachLevelOfAnOrganizationMustAllow() {
        PolicyLayers limited = layers(identity(ALLOW_S3))
                .withControls(
                        List.of(
                                new ControlLevel("r-ab12", List.of(identity(ALLOW_S3))),
                                new ControlLevel(
                                        "ou-ab12-12345678",
                                        List.of(identity("{'Effect':'Allow','Action':'ec2:*','Resource':'*'}")))),
                        List.of());
        assertThat(getObject(ALICE, limited).deniedText())
                .endsWith("because no service control policy allows the s3:GetObject action");
    }

    @Test
    void explanationNamesEveryLayer() {
        Decision decision = getObject(ALICE, layers(identity(ALLOW_S3)).withBoundary(identity(DENY_S3)));
        assertThat(decision.explanation())
                .containsExactly(
                        "identity-based policy: allowed by IDENTITY statement 1",
                        "permissions boundary: denied by IDENTITY statement 1 (No)");
    }

    private static Decision assume(PrincipalFacts caller, PolicyLayers layers, String principal) {
        NamedPolicy trust = Fixtures.statements(
                PolicyKind.TRUST, "{'Effect':'Allow','Principal':" + principal + ",'Action':'sts:AssumeRole'}");
        String role = "arn:aws:iam::" + ACCOUNT + ":role/app/reader";
        return Evaluator.decide(
                Fixtures.request(caller, "sts:AssumeRole", role), layers.withResource(new PolicyLayers.Trust(trust)));
    }

    private static String onBucket(String effect, String principal, String more) {
        return "{'Effect':'" + effect + "','Principal':" + principal
                + ",'Action':'s3:*','Resource':['arn:aws:s3:::data','arn:aws:s3:::data/*']" + more + "}";
    }

    private static PolicyLayers.ResourceBased resource(String... statements) {
        return new PolicyLayers.ResourceBased(bucket(statements));
    }

    private static PolicyLayers.EndpointPolicy endpoint(String... statements) {
        return new PolicyLayers.EndpointPolicy(Fixtures.statements(PolicyKind.ENDPOINT, statements), true);
    }
}

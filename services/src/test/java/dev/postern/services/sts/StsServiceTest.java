package dev.postern.services.sts;

import static dev.postern.services.authorization.TestAccount.NOW;
import static dev.postern.services.authorization.TestAccount.OUTSIDE;
import static dev.postern.services.authorization.TestAccount.ROOT;
import static dev.postern.services.authorization.TestAccount.allow;
import static dev.postern.services.authorization.TestAccount.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.request.Caller;
import dev.postern.policy.ConditionContext;
import dev.postern.services.authorization.TestAccount;
import dev.postern.services.iam.SnapshotCredentials;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;

class StsServiceTest {
    private static final String ROLE = "arn:aws:iam::111122223333:role/app";

    private final TestAccount account = new TestAccount();
    private Caller alice = ROOT;

    @BeforeEach
    void makeUserAndRole() {
        alice = account.user("alice");
        account.asRoot(() -> account.iam()
                .createRole(r -> r.roleName("app").assumeRolePolicyDocument(trust("{'AWS':'111122223333'}"))));
        account.asRoot(() -> account.iam()
                .putRolePolicy(r -> r.roleName("app").policyName("p").policyDocument(allow("s3:*", "*"))));
    }

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void callerLearnsWhoTheyAre() {
        var identity = account.as(alice, () -> account.sts().getCallerIdentity(r -> {}));
        assertThat(identity.arn()).isEqualTo("arn:aws:iam::111122223333:user/alice");
        assertThat(identity.account()).isEqualTo("111122223333");
        assertThat(identity.userId()).startsWith("AIDA");
    }

    @Test
    void roleIsAssumedWhenTrustAndIdentityAllow() {
        assertThat(assumeError(alice, request(null)))
                .isEqualTo("AccessDenied: User: arn:aws:iam::111122223333:user/alice is not authorized to perform:"
                        + " sts:AssumeRole on resource: " + ROLE
                        + " because no identity-based policy allows the sts:AssumeRole action");
        letAliceAssume();
        AssumeRoleResponse response = account.as(alice, () -> account.sts().assumeRole(request(null)));
        assertThat(response.assumedRoleUser().arn()).isEqualTo("arn:aws:sts::111122223333:assumed-role/app/night");
        assertThat(response.credentials().expiration()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        Caller session = session(response);
        assertThat(session.arn()).isEqualTo("arn:aws:sts::111122223333:assumed-role/app/night");
        assertThat(allowed(session, "s3:PutObject")).isTrue();
        assertThat(allowed(session, "ec2:RunInstances")).isFalse();
    }

    @Test
    void sessionPolicyNarrowsTheRole() {
        letAliceAssume();
        AssumeRoleRequest narrowed =
                request(null).toBuilder().policy(allow("s3:Get*", "*")).build();
        Caller session = session(account.as(alice, () -> account.sts().assumeRole(narrowed)));
        assertThat(allowed(session, "s3:GetObject")).isTrue();
        assertThat(allowed(session, "s3:PutObject")).isFalse();
        AssumeRoleRequest managed = request(null).toBuilder()
                .policyArns(PolicyDescriptorType.builder()
                        .arn("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
                        .build())
                .build();
        Caller reader = session(account.as(alice, () -> account.sts().assumeRole(managed)));
        assertThat(allowed(reader, "s3:GetObject")).isTrue();
        assertThat(allowed(reader, "s3:PutObject")).isFalse();
    }

    @Test
    void durationsHaveLimits() {
        letAliceAssume();
        assertThat(assumeError(alice, request(7200)))
                .isEqualTo("ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this"
                        + " role.");
        account.asRoot(() -> account.iam().updateRole(r -> r.roleName("app").maxSessionDuration(43_200)));
        assertThat(assumeError(alice, request(7200))).isEqualTo("none");
    }

    @Test
    void rootAndUnknownRolesAreRefused() {
        assertThat(assumeError(ROOT, request(null)))
                .isEqualTo("AccessDenied: Roles may not be assumed by root accounts.");
        AssumeRoleRequest unknown = request(null).toBuilder()
                .roleArn("arn:aws:iam::111122223333:role/nobody")
                .build();
        assertThat(assumeError(alice, unknown))
                .isEqualTo("AccessDenied: User: arn:aws:iam::111122223333:user/alice is not authorized to perform:"
                        + " sts:AssumeRole on resource: arn:aws:iam::111122223333:role/nobody");
        assertThat(assumeError(
                        alice,
                        request(null).toBuilder()
                                .roleArn("arn:aws:iam::x:y:role")
                                .build()))
                .isEqualTo("ValidationError: arn:aws:iam::x:y:role is invalid");
        assertThat(assumeError(alice, request(null).toBuilder().policy("{").build()))
                .startsWith("AccessDenied");
    }

    @Test
    void nobodyHasAnMfaDeviceAndPoliciesAreCounted() {
        letAliceAssume();
        assertThat(assumeError(
                        alice,
                        request(null).toBuilder()
                                .serialNumber("arn:aws:iam::111122223333:mfa/alice")
                                .tokenCode("123456")
                                .build()))
                .startsWith("AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.");
        assertThat(assumeError(
                        alice, request(null).toBuilder().tokenCode("123456").build()))
                .startsWith("AccessDenied: MultiFactorAuthentication failed, must provide both");
        PolicyDescriptorType policy = PolicyDescriptorType.builder()
                .arn("arn:aws:iam::aws:policy/ReadOnlyAccess")
                .build();
        assertThat(assumeError(
                        alice,
                        request(null).toBuilder()
                                .policyArns(Collections.nCopies(11, policy))
                                .build()))
                .contains("Member must have length less than or equal to 10");
    }

    @Test
    void malformedSessionPolicyIsRefused() {
        letAliceAssume();
        assertThat(assumeError(alice, request(null).toBuilder().policy("{").build()))
                .isEqualTo("MalformedPolicyDocument: Syntax errors in policy.");
    }

    private void letAliceAssume() {
        account.asRoot(() -> account.iam()
                .putUserPolicy(
                        r -> r.userName("alice").policyName("assume").policyDocument(allow("sts:AssumeRole", ROLE))));
    }

    private String assumeError(Caller caller, AssumeRoleRequest request) {
        return account.errorAs(caller, () -> account.sts().assumeRole(request));
    }

    private static AssumeRoleRequest request(@Nullable Integer seconds) {
        return AssumeRoleRequest.builder()
                .roleArn(ROLE)
                .roleSessionName("night")
                .durationSeconds(seconds)
                .build();
    }

    private Caller session(AssumeRoleResponse response) {
        return new SnapshotCredentials(account.cloud())
                .find(response.credentials().accessKeyId())
                .orElseThrow()
                .caller();
    }

    private boolean allowed(Caller caller, String action) {
        return account.authorizer()
                .decide(
                        account.cloud().snapshot(),
                        account.context(caller, OUTSIDE, NOW),
                        action,
                        "*",
                        Optional.empty(),
                        ConditionContext.EMPTY)
                .allowed();
    }
}

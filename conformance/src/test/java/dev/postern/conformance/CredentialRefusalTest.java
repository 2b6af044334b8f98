package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Change;
import dev.postern.model.iam.Session;
import dev.postern.storage.Cloud;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.SqliteLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Who does not say, or cannot prove, who they are. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialRefusalTest {
    private static final Duration HOUR = Duration.ofHours(1);

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

    @Test
    void refusesAWrongSecretInEachProtocolsWords() {
        Clients clients = cloud.as(AwsBasicCredentials.create("test", "guess"));
        refusals.refused("AuthFailure", () -> clients.ec2().describeVpcs());
        refusals.refused("AuthFailure", () -> clients.ec2().createVpc(create -> create.cidrBlock("10.0.0.0/16")));
        refusals.refused("SignatureDoesNotMatch", () -> clients.s3().listBuckets());
        refusals.refused("SignatureDoesNotMatch", () -> clients.s3().createBucket(create -> create.bucket("guessed")));
        refusals.refused("SignatureDoesNotMatch", () -> clients.iam().createUser(create -> create.userName("guess")));
        refusals.refused("SignatureDoesNotMatch", () -> clients.sts().getCallerIdentity());
    }

    @Test
    void refusesAnUnknownKeyInEachProtocolsWords() {
        Clients clients = cloud.as(AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "secret"));
        refusals.refused("AuthFailure", () -> clients.ec2().describeVpcs());
        refusals.refused("InvalidAccessKeyId", () -> clients.s3().listBuckets());
        refusals.refused("InvalidClientTokenId", () -> clients.iam().listUsers());
        refusals.refused("InvalidClientTokenId", () -> clients.sts().getCallerIdentity());
    }

    @Test
    void refusesADeletedOrInactiveKey() {
        var iam = cloud.root().iam();
        iam.createUser(create -> create.userName("leaver"));
        iam.attachUserPolicy(
                attach -> attach.userName("leaver").policyArn("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"));
        var key = iam.createAccessKey(create -> create.userName("leaver")).accessKey();
        Clients clients = cloud.as(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        assertThat(clients.s3().listBuckets().buckets()).isEmpty();

        iam.updateAccessKey(update ->
                update.userName("leaver").accessKeyId(key.accessKeyId()).status("Inactive"));
        refusals.refused("InvalidAccessKeyId", () -> clients.s3().listBuckets());
        iam.deleteAccessKey(delete -> delete.userName("leaver").accessKeyId(key.accessKeyId()));
        refusals.refused("InvalidClientTokenId", () -> clients.sts().getCallerIdentity());
    }

    @Test
    void refusesASessionWithoutItsTokenOrWithAnother() {
        Clients caller = callerWhoMayAssume("role");
        Credentials session = assumeRole(caller, "role");
        Credentials other = assumeRole(caller, "role");
        assertThat(clients(session, session.sessionToken())
                        .sts()
                        .getCallerIdentity()
                        .arn())
                .isEqualTo("arn:aws:sts::000000000000:assumed-role/role/session");

        Clients foreign = clients(session, other.sessionToken());
        refusals.refused("InvalidClientTokenId", () -> foreign.sts().getCallerIdentity());
        refusals.refused("AuthFailure", () -> foreign.ec2().describeVpcs());
        refusals.refused("InvalidToken", () -> foreign.s3().listBuckets());
        Clients without = cloud.as(AwsBasicCredentials.create(session.accessKeyId(), session.secretAccessKey()));
        refusals.refused("InvalidClientTokenId", () -> without.sts().getCallerIdentity());
        refusals.refused("InvalidAccessKeyId", () -> without.s3().listBuckets());
    }

    @Test
    void refusesASessionThatHasExpired() throws IOException {
        Credentials session = assumeRole(callerWhoMayAssume("short"), "short");
        Clients late = clients(session, session.sessionToken());
        assertThat(late.sts().getCallerIdentity().arn()).contains("assumed-role/short/");

        cloud.stop();
        expireSessions();
        cloud.start();
        refusals.refused("ExpiredToken", () -> late.sts().getCallerIdentity());
        refusals.refused("ExpiredToken", () -> late.s3().listBuckets());
        refusals.refused("RequestExpired", () -> late.ec2().describeVpcs());
    }

    /** Changes what the stopped cloud has stored, as if the time had passed: its shortest session lasts 15 minutes. */
    private void expireSessions() {
        try (LedgerCloud stored = new LedgerCloud(new SqliteLedger(cloud.data().resolve("ledger.db")))) {
            stored.commit(snapshot -> {
                Change.Builder change = Change.builder();
                snapshot.all(Session.class).stream()
                        .map(session -> new Session(
                                session.accessKeyId(),
                                session.secret(),
                                session.token(),
                                session.account(),
                                session.rolePath(),
                                session.roleName(),
                                session.roleId(),
                                session.sessionName(),
                                session.sessionPolicy(),
                                session.issuedAt().minus(HOUR),
                                session.expiresAt().minus(HOUR),
                                session.ec2InstanceId(),
                                session.delivery(),
                                session.traits()))
                        .forEach(change::put);
                return new Cloud.Outcome<>(change.build(), true);
            });
        }
    }

    private Clients callerWhoMayAssume(String role) {
        var iam = cloud.root().iam();
        iam.createUser(create -> create.userName("caller-of-" + role));
        iam.putUserPolicy(put -> put.userName("caller-of-" + role)
                .policyName("assume")
                .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                        + "\"Action\":\"sts:AssumeRole\",\"Resource\":\"*\"}]}"));
        iam.createRole(create -> create.roleName(role)
                .assumeRolePolicyDocument("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                        + "\"Action\":\"sts:AssumeRole\",\"Principal\":{\"AWS\":\"000000000000\"}}]}"));
        var key = iam.createAccessKey(create -> create.userName("caller-of-" + role))
                .accessKey();
        return cloud.as(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    private static Credentials assumeRole(Clients caller, String role) {
        return caller.sts()
                .assumeRole(assume -> assume.roleArn("arn:aws:iam::000000000000:role/" + role)
                        .roleSessionName("session")
                        .durationSeconds(900))
                .credentials();
    }

    private Clients clients(Credentials session, String token) {
        return cloud.as(AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), token));
    }

    @Test
    void refusesAClockThatIsWrongByAnHour() throws IOException {
        for (Duration offset : new Duration[] {HOUR, HOUR.negated()}) {
            RawRequest request = new RawRequest(cloud.endpoint(), Clock.offset(Clock.systemUTC(), offset));
            assertThat(request.get("s3", "/").complete())
                    .startsWith("HTTP/1.1 403")
                    .contains("<Code>RequestTimeTooSkewed</Code>");
            assertThat(request.get("ec2", "/?Action=DescribeVpcs&Version=2016-11-15")
                            .complete())
                    .startsWith("HTTP/1.1 400")
                    .contains("<Code>RequestExpired</Code>");
            assertThat(request.get("iam", "/?Action=ListUsers&Version=2010-05-08")
                            .complete())
                    .startsWith("HTTP/1.1 403")
                    .contains("<Code>SignatureDoesNotMatch</Code>", "Signature ");
        }
        assertThat(new RawRequest(cloud.endpoint(), Clock.systemUTC())
                        .get("s3", "/")
                        .complete())
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void refusesARequestThatWasChangedAfterItWasSigned() throws IOException {
        RawRequest request = new RawRequest(cloud.endpoint(), Clock.systemUTC());
        assertThat(request.get("s3", "/").complete("GET / ", "GET /?max-buckets=1 "))
                .startsWith("HTTP/1.1 403")
                .contains("<Code>SignatureDoesNotMatch</Code>");
        assertThat(request.get("iam", "/?Action=ListUsers&Version=2010-05-08")
                        .complete("Action=ListUsers", "Action=ListRoles"))
                .startsWith("HTTP/1.1 403")
                .contains("<Code>SignatureDoesNotMatch</Code>");
    }
}

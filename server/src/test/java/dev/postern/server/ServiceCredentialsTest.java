package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredential;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredentialMetadata;
import software.amazon.awssdk.services.iam.model.StatusType;

final class ServiceCredentialsTest {
    private static final String COMMIT = "codecommit.amazonaws.com";
    private static final String KEYSPACES = "cassandra.amazonaws.com";
    private static final String BEDROCK = "bedrock.amazonaws.com";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private IamClient iam;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        iam = client(TestingGateway.ROOT);
        iam.createUser(r -> r.userName("alice"));
    }

    @AfterEach
    void stop() throws IOException {
        iam.close();
        gateway.close();
    }

    @Test
    void twoForEachServiceWhoseSecretsAreToldOnce() {
        ServiceSpecificCredential first = create("alice", COMMIT);
        assertThat(first.serviceSpecificCredentialId()).matches("ACCA[A-Z2-7]{17}");
        assertThat(first.serviceUserName()).isEqualTo("alice-at-000000000000");
        assertThat(first.servicePassword()).hasSize(44).endsWith("=");
        assertThat(first.status()).isEqualTo(StatusType.ACTIVE);
        assertThat(create("alice", COMMIT).serviceUserName()).isEqualTo("alice+1-at-000000000000");
        assertThat(create("alice", KEYSPACES).serviceUserName()).isEqualTo("alice-at-000000000000");
        refused(() -> create("alice", COMMIT), "LimitExceeded", "ServiceSpecificCredentialsPerUser: 2");
        refused(() -> create("alice", "s3.amazonaws.com"), "NotSupportedService", "s3.amazonaws.com");
        refused(() -> create("nobody", COMMIT), "NoSuchEntity", "nobody");

        List<ServiceSpecificCredentialMetadata> kept = iam.listServiceSpecificCredentials(
                        r -> r.userName("alice").serviceName(COMMIT))
                .serviceSpecificCredentials();
        assertThat(kept)
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.serviceName()).isEqualTo(COMMIT));
        assertThat(iam.listServiceSpecificCredentials(r -> r.userName("alice")).serviceSpecificCredentials())
                .hasSize(3);

        String reset = iam.resetServiceSpecificCredential(
                        r -> r.userName("alice").serviceSpecificCredentialId(first.serviceSpecificCredentialId()))
                .serviceSpecificCredential()
                .servicePassword();
        assertThat(reset).hasSize(44).isNotEqualTo(first.servicePassword());

        // The first's name is free again once it is gone.
        delete("alice", first.serviceSpecificCredentialId());
        assertThat(create("alice", COMMIT).serviceUserName()).isEqualTo("alice-at-000000000000");
        refused(() -> delete("alice", first.serviceSpecificCredentialId()), "NoSuchEntity", "exists");
    }

    @Test
    void apiKeysOfBedrockExpire() {
        ServiceSpecificCredential key = iam.createServiceSpecificCredential(
                        r -> r.userName("alice").serviceName(BEDROCK).credentialAgeDays(30))
                .serviceSpecificCredential();
        assertThat(key.servicePassword()).isNull();
        assertThat(key.serviceUserName()).isNull();
        assertThat(key.serviceCredentialAlias()).isEqualTo("alice+1-at-000000000000");
        assertThat(new String(
                        Base64.getDecoder().decode(key.serviceCredentialSecret().substring("ABSK".length())),
                        StandardCharsets.UTF_8))
                .startsWith("alice+1-at-000000000000:");
        assertThat(key.expirationDate()).isEqualTo(key.createDate().plus(Duration.ofDays(30)));
        refused(
                () -> iam.createServiceSpecificCredential(
                        r -> r.userName("alice").serviceName(COMMIT).credentialAgeDays(30)),
                "ValidationError",
                "CredentialAgeDays");
        refused(
                () -> iam.createServiceSpecificCredential(
                        r -> r.userName("alice").serviceName(BEDROCK).credentialAgeDays(36_601)),
                "ValidationError",
                "36600");
    }

    @Test
    void statusesChangeAndUsersWithCredentialsStay() {
        String id = create("alice", COMMIT).serviceSpecificCredentialId();
        iam.updateServiceSpecificCredential(
                r -> r.userName("alice").serviceSpecificCredentialId(id).status(StatusType.INACTIVE));
        iam.updateUser(r -> r.userName("alice").newUserName("alicia"));
        assertThat(iam.listServiceSpecificCredentials(r -> r.userName("alicia")).serviceSpecificCredentials())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.status()).isEqualTo(StatusType.INACTIVE);
                    assertThat(one.userName()).isEqualTo("alicia");
                    assertThat(one.serviceUserName()).isEqualTo("alice-at-000000000000");
                });
        refused(
                () -> iam.updateServiceSpecificCredential(r ->
                        r.userName("alicia").serviceSpecificCredentialId(id).status(StatusType.EXPIRED)),
                "ValidationError",
                "Expired");
        refused(() -> iam.deleteUser(r -> r.userName("alicia")), "DeleteConflict", "service specific credentials");
        delete("alicia", id);
        iam.deleteUser(r -> r.userName("alicia"));
    }

    @Test
    void listsComeInPagesAndOfAllUsers() {
        iam.createUser(r -> r.userName("bob"));
        create("alice", COMMIT);
        create("alice", KEYSPACES);
        create("bob", COMMIT);
        var page = iam.listServiceSpecificCredentials(r -> r.allUsers(true).maxItems(2));
        assertThat(page.serviceSpecificCredentials()).hasSize(2);
        assertThat(page.isTruncated()).isTrue();
        var rest = iam.listServiceSpecificCredentials(r -> r.allUsers(true).marker(page.marker()));
        assertThat(rest.serviceSpecificCredentials()).hasSize(1);
        assertThat(rest.isTruncated()).isFalse();
        assertThat(iam.listServiceSpecificCredentials(r -> r.allUsers(true).serviceName(COMMIT))
                        .serviceSpecificCredentials())
                .extracting(ServiceSpecificCredentialMetadata::userName)
                .containsExactlyInAnyOrder("alice", "bob");
        assertThat(iam.listServiceSpecificCredentials().serviceSpecificCredentials())
                .isEmpty();
        refused(
                () -> iam.listServiceSpecificCredentials(r -> r.allUsers(true).userName("bob")),
                "ValidationError",
                "AllUsers");
    }

    @Test
    void aUserKeepsItsOwnAndNobodyElses() {
        AwsCredentialsProvider user = gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*ServiceSpecificCredential*",
                "Resource":"arn:aws:iam::*:user/${aws:username}"}]}""");
        String others = create("alice", COMMIT).serviceSpecificCredentialId();
        try (IamClient own = client(user)) {
            String id = own.createServiceSpecificCredential(
                            r -> r.userName("limited").serviceName(COMMIT))
                    .serviceSpecificCredential()
                    .serviceSpecificCredentialId();
            assertThat(own.listServiceSpecificCredentials().serviceSpecificCredentials())
                    .singleElement()
                    .satisfies(
                            one -> assertThat(one.serviceSpecificCredentialId()).isEqualTo(id));
            own.resetServiceSpecificCredential(r -> r.serviceSpecificCredentialId(id));
            own.updateServiceSpecificCredential(
                    r -> r.serviceSpecificCredentialId(id).status(StatusType.INACTIVE));
            refused(
                    () -> own.deleteServiceSpecificCredential(r -> r.serviceSpecificCredentialId(others)),
                    "NoSuchEntity",
                    others);
            refused(
                    () -> own.deleteServiceSpecificCredential(
                            r -> r.userName("alice").serviceSpecificCredentialId(others)),
                    "AccessDenied",
                    "iam:DeleteServiceSpecificCredential");
            own.deleteServiceSpecificCredential(r -> r.serviceSpecificCredentialId(id));
        }
    }

    @Test
    void noEventTellsASecret() {
        String password = create("alice", COMMIT).servicePassword();
        String secret = create("alice", BEDROCK).serviceCredentialSecret();
        try (CloudTrailClient trail = CloudTrailClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(TestingGateway.ROOT)
                .build()) {
            String events = String.join(
                    "\n",
                    trail.lookupEvents().events().stream()
                            .map(Event::cloudTrailEvent)
                            .toList());
            assertThat(events)
                    .contains("CreateServiceSpecificCredential", "alice-at-000000000000")
                    .doesNotContain(password, secret);
        }
    }

    private ServiceSpecificCredential create(String user, String service) {
        return iam.createServiceSpecificCredential(r -> r.userName(user).serviceName(service))
                .serviceSpecificCredential();
    }

    private void delete(String user, String id) {
        iam.deleteServiceSpecificCredential(r -> r.userName(user).serviceSpecificCredentialId(id));
    }

    private IamClient client(AwsCredentialsProvider credentials) {
        return IamClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(credentials)
                .build();
    }

    private static void refused(ThrowingCallable call, String code, String words) {
        AwsServiceException error = Assertions.catchThrowableOfType(AwsServiceException.class, call);
        assertThat(error).as("%s", code).isNotNull();
        assertThat(error.awsErrorDetails().errorCode()).as(error.getMessage()).startsWith(code);
        assertThat(error.awsErrorDetails().errorMessage()).contains(words);
    }
}

package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.explain.Explanation;
import dev.postern.server.why.CannotAnswer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;

/** {@code why} of a version that is named, and of an access point by its alias: what it says is what S3 does. */
final class NamedVersionWhyTest {
    private static final String ACCOUNT = "000000000000";
    private static final String USER = "arn:aws:iam::" + ACCOUNT + ":user/limited";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private S3Client s3;
    private String first;
    private String second;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        s3 = client(TestingGateway.ROOT);
        s3.createBucket(r -> r.bucket("things"));
        s3.putBucketVersioning(r -> r.bucket("things").versioningConfiguration(v -> v.status("Enabled")));
        first = put("one");
        second = put("two");
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        gateway.close();
    }

    private S3Client client(AwsCredentialsProvider credentials) {
        return S3Client.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .httpClientBuilder(_ -> new InTheClear(gateway))
                .build();
    }

    private String put(String content) {
        return s3.putObject(r -> r.bucket("things").key("a/k"), RequestBody.fromString(content))
                .versionId();
    }

    private String get(S3Client client, String version) {
        return refusal(() -> assertThat(client.getObjectAsBytes(
                                r -> r.bucket("things").key("a/k").versionId(version))
                        .asUtf8String())
                .isIn("one", "two"));
    }

    private static String allow(String more) {
        return ("{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'s3:GetObject*','Resource':'*'" + more
                        + "}]}")
                .replace('\'', '"');
    }

    private String why(String action, String resource) {
        Explanation explanation = gateway.why(action, resource, USER);
        return explanation.stop().map(step -> step.stage() + " " + step.text()).orElse("allowed");
    }

    private String whyVersion(String version) {
        return why("s3:GetObjectVersion", "s3://things/a/k?versionId=" + version);
    }

    @Test
    void aVersionThatIsNamedIsTheOneThatIsDecided() {
        try (S3Client user =
                client(gateway.user(allow(",'Condition':{'StringEquals':{'s3:VersionId':'" + first + "'}}")))) {
            assertThat(get(user, first)).isEqualTo("none");
            assertThat(whyVersion(first)).isEqualTo("allowed");
            assertThat(get(user, second)).startsWith("AccessDenied");
            assertThat(whyVersion(second)).contains("no statement allows s3:GetObjectVersion");
            // Where none is named, it is the one that the key has now.
            assertThat(why("s3:GetObjectVersion", "s3://things/a/k")).isEqualTo(whyVersion(second));
        }
    }

    @Test
    void whatIsArchivedIsToldOf() {
        s3.putObject(r -> r.bucket("things").key("a/cold").storageClass("GLACIER"), RequestBody.fromString("one"));
        assertThat(refusal(() -> s3.getObjectAsBytes(r -> r.bucket("things").key("a/cold"))))
                .startsWith("InvalidObjectState");
        Explanation explanation = gateway.why("s3:GetObject", "s3://things/a/cold", "root");
        assertThat(explanation.stop()).hasValueSatisfying(step -> {
            assertThat(step.stage()).isEqualTo("storage class");
            assertThat(step.at()).isEqualTo("GLACIER");
            assertThat(step.text())
                    .isEqualTo("The operation is not valid for the object's storage class: it is archived, and no"
                            + " restored copy is there");
            assertThat(step.fixes())
                    .singleElement()
                    .satisfies(fix -> assertThat(fix.text()).contains("s3:RestoreObject"));
        });
        assertThat(gateway.why("s3:GetObjectAttributes", "s3://things/a/cold", "root")
                        .stop())
                .isEmpty();
        assertThat(gateway.why("s3:RestoreObject", "s3://things/a/cold", "root").stop())
                .isEmpty();
    }

    @Test
    void aVersionThatIsNotThereIsTold() {
        try (S3Client user = client(gateway.user(allow("")))) {
            String none = first.substring(1) + first.charAt(0);
            assertThat(get(user, none)).contains("s3:ListBucket");
            assertThat(whyVersion(none)).contains("s3:ListBucket");
            assertThat(get(user, "not-one!")).startsWith("InvalidArgument");
            assertThat(whyVersion("not-one!")).contains("InvalidArgument");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3:GetObject", "s3:PutObject", "s3:GetObjectAcl"})
    void anActionOnNoVersionSaysWhichOneIs(String action) {
        assertThatThrownBy(() -> gateway.why(action, "s3://things/a/k?versionId=" + first, "root"))
                .isInstanceOf(CannotAnswer.class)
                .hasMessageContaining(action + " acts on no version that is named");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://things?versionId=1", "s3://things/?versionId=1", "s3://?versionId=1"})
    void aVersionWithoutAKeyIsNone(String resource) {
        assertThatThrownBy(() -> gateway.why("s3:GetObjectVersion", resource, "root"))
                .isInstanceOf(CannotAnswer.class);
    }

    @Test
    void anAliasIsTheAccessPoint() {
        try (S3ControlClient control = S3ControlClient.builder()
                        .region(Region.US_EAST_1)
                        .credentialsProvider(TestingGateway.ROOT)
                        .httpClientBuilder(_ -> new InTheClear(gateway))
                        .build();
                S3Client user = client(gateway.user(allow("")))) {
            var point = control.createAccessPoint(
                    r -> r.accountId(ACCOUNT).name("door").bucket("things"));
            assertThat(refusal(() ->
                            user.getObjectAsBytes(r -> r.bucket(point.alias()).key("a/k"))))
                    .isEqualTo("none");
            assertThat(why("s3:GetObject", "s3://" + point.alias() + "/a/k")).isEqualTo("allowed");
            control.putAccessPointPolicy(r -> r.accountId(ACCOUNT)
                    .name("door")
                    .policy(("{'Version':'2012-10-17','Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:*',"
                                    + "'Resource':'" + point.accessPointArn() + "/object/*'}]}")
                            .replace('\'', '"')));
            assertThat(refusal(() ->
                            user.getObjectAsBytes(r -> r.bucket(point.alias()).key("a/k"))))
                    .contains("explicit deny");
            assertThat(why("s3:GetObject", "s3://" + point.alias() + "/a/k"))
                    .isEqualTo(why("s3:GetObject", point.accessPointArn() + "/object/a/k"))
                    .contains("denied");
            assertThat(why("s3:GetObjectVersion", "s3://" + point.alias() + "/a/k?versionId=" + first))
                    .contains("denied");
        }
    }
}

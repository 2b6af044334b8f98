package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** Objects that are encrypted where they rest: by the store's key, by keys of KMS, by keys that their owners keep. */
final class EncryptedObjectsTest {
    private static final String ACCOUNT = "000000000000";
    private static final String SECRET = "a sentence that must not be found on the disk";
    private static final int PART = 5 << 20;

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private S3Client s3;
    private KmsClient kms;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        s3 = s3(TestingGateway.ROOT);
        kms = gateway.client(KmsClient.builder(), TestingGateway.ROOT);
        s3.createBucket(r -> r.bucket("sealed"));
    }

    @AfterEach
    void stop() throws Exception {
        s3.close();
        kms.close();
        gateway.close();
    }

    private S3Client s3(AwsCredentialsProvider credentials) {
        return gateway.client(S3Client.builder().forcePathStyle(true), credentials);
    }

    private String newKey() {
        return kms.createKey().keyMetadata().arn();
    }

    private PutObjectResponse put(String key, java.util.function.Consumer<PutObjectRequest.Builder> more) {
        return s3.putObject(r -> more.accept(r.bucket("sealed").key(key)), RequestBody.fromString(SECRET));
    }

    private String get(String key) {
        return s3.getObjectAsBytes(r -> r.bucket("sealed").key(key)).asUtf8String();
    }

    /** Whether a text is in any file of the store. */
    private boolean isOnDisk(String text) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("objects").resolve("bodies"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static CustomersKey customersKey(int seed) {
        byte[] bits = new byte[32];
        new Random(seed).nextBytes(bits);
        try {
            return new CustomersKey(
                    Base64.getEncoder().encodeToString(bits),
                    Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("MD5").digest(bits)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record CustomersKey(String text, String md5) {}

    @Test
    void whatNobodyAskedToEncryptIsKeptAsItCame() throws IOException {
        assertThat(put("plain", r -> {}).serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(isOnDisk(SECRET)).isTrue();
    }

    @Test
    void theStoresOwnKeyEncryptsWhatAsksForIt() throws IOException {
        PutObjectResponse stored = put("own", r -> r.serverSideEncryption(ServerSideEncryption.AES256));
        assertThat(stored.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(isOnDisk(SECRET)).isFalse();
        assertThat(get("own")).isEqualTo(SECRET);
        assertThat(stored.eTag()).isEqualTo(put("plain", r -> {}).eTag());
    }

    @Test
    void aKeyOfKmsEncryptsAndIsTold() throws IOException {
        String key = newKey();
        PutObjectResponse stored = put(
                "k",
                r -> r.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key)
                        .bucketKeyEnabled(true));
        assertThat(stored.ssekmsKeyId()).isEqualTo(key);
        assertThat(stored.bucketKeyEnabled()).isTrue();
        assertThat(isOnDisk(SECRET)).isFalse();
        ResponseBytes<GetObjectResponse> read =
                s3.getObjectAsBytes(r -> r.bucket("sealed").key("k"));
        assertThat(read.asUtf8String()).isEqualTo(SECRET);
        assertThat(read.response().ssekmsKeyId()).isEqualTo(key);
        HeadObjectResponse head = s3.headObject(r -> r.bucket("sealed").key("k"));
        assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(head.contentLength()).isEqualTo(SECRET.length());
        assertThat(stored.eTag()).isNotEqualTo(put("plain", r -> {}).eTag());
    }

    @Test
    void withoutAKeyItIsTheOneThatAwsKeepsForS3() {
        PutObjectResponse one = put("a", r -> r.serverSideEncryption(ServerSideEncryption.AWS_KMS));
        PutObjectResponse two = put("b", r -> r.serverSideEncryption(ServerSideEncryption.AWS_KMS));
        assertThat(one.ssekmsKeyId()).isEqualTo(two.ssekmsKeyId());
        assertThat(kms.describeKey(r -> r.keyId("alias/aws/s3")).keyMetadata().keyManagerAsString())
                .isEqualTo("AWS");
        assertThat(get("a")).isEqualTo(SECRET);
        assertThat(refusal(() -> kms.encrypt(r ->
                        r.keyId("alias/aws/s3").plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("x")))))
                .as("but by S3 nobody may use it")
                .startsWith("AccessDeniedException");
    }

    @Test
    void whoMayNotUseTheKeyMayNotReadNorWrite() {
        String key = newKey();
        put("k", r -> r.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key));
        AwsCredentialsProvider limited = gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""");
        try (S3Client user = s3(limited)) {
            assertThat(refusal(
                            () -> user.getObjectAsBytes(r -> r.bucket("sealed").key("k"))))
                    .isEqualTo("AccessDenied: User: arn:aws:iam::" + ACCOUNT
                            + ":user/limited is not authorized to perform: kms:Decrypt on resource: " + key
                            + " because no identity-based policy allows the kms:Decrypt action");
            assertThat(user.headObject(r -> r.bucket("sealed").key("k")).contentLength())
                    .isEqualTo(SECRET.length());
            assertThatThrownBy(() ->
                            user.headObject(r -> r.bucket("sealed").key("k").checksumMode("ENABLED")))
                    .as("the checksum tells of what was encrypted")
                    .isInstanceOfSatisfying(
                            AwsServiceException.class,
                            e -> assertThat(e.statusCode()).isEqualTo(403));
            assertThat(refusal(() -> user.putObject(
                            r -> r.bucket("sealed")
                                    .key("n")
                                    .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                    .ssekmsKeyId(key),
                            RequestBody.fromString("n"))))
                    .contains("kms:GenerateDataKey on resource: " + key);
            user.putObject(
                    r -> r.bucket("sealed").key("managed").serverSideEncryption(ServerSideEncryption.AWS_KMS),
                    RequestBody.fromString("n"));
            assertThat(user.getObjectAsBytes(r -> r.bucket("sealed").key("managed"))
                            .asUtf8String())
                    .as("by the managed key whoever may use S3 may")
                    .isEqualTo("n");
        }
        assertThat(s3.listObjectsV2(r -> r.bucket("sealed")).contents()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"StringEquals\":{\"kms:ViaService\":\"s3.us-east-1.amazonaws.com\"}}|true",
                "{\"StringEquals\":{\"kms:ViaService\":\"s3.eu-west-1.amazonaws.com\"}}|false",
                "{\"StringEquals\":{\"kms:EncryptionContext:aws:s3:arn\":\"arn:aws:s3:::sealed/k\"}}|true",
                "{\"StringEquals\":{\"kms:EncryptionContext:aws:s3:arn\":\"arn:aws:s3:::sealed/other\"}}|false",
                "{\"Bool\":{\"aws:ViaAWSService\":\"true\"}}|true",
                "{\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}}|false",
            })
    void theKeysPolicySeesThatS3Asks(String text) {
        String condition = text.substring(0, text.indexOf('|'));
        boolean allowed = Boolean.parseBoolean(text.substring(text.indexOf('|') + 1));
        AwsCredentialsProvider user = gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""");
        String key = kms.createKey(r -> r.policy("""
                {"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%1$s:root"},"Action":"kms:*","Resource":"*"},
                {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%1$s:user/limited"},"Action":"kms:GenerateDataKey*",
                "Resource":"*","Condition":%2$s}]}""".formatted(ACCOUNT, condition)))
                .keyMetadata()
                .arn();
        try (S3Client limited = s3(user)) {
            String code = refusal(() -> limited.putObject(
                    r -> r.bucket("sealed")
                            .key("k")
                            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                            .ssekmsKeyId(key),
                    RequestBody.fromString("n")));
            assertThat(code.equals("none")).as(code).isEqualTo(allowed);
        }
    }

    @Test
    void aKeyThatIsGoneOrOffIsToldInS3sWords() {
        String key = newKey();
        put("k", r -> r.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key));
        kms.disableKey(r -> r.keyId(key));
        assertThat(refusal(() -> get("k"))).isEqualTo("KMS.DisabledException: " + key + " is disabled.");
        kms.scheduleKeyDeletion(r -> r.keyId(key));
        assertThat(refusal(() -> get("k"))).isEqualTo("KMS.KMSInvalidStateException: " + key + " is pending deletion.");
        assertThat(refusal(() -> put(
                        "n",
                        r -> r.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                .ssekmsKeyId("nothing"))))
                .isEqualTo("KMS.NotFoundException: Invalid keyId 'nothing'");
        assertThat(refusal(() -> put("n", r -> r.ssekmsKeyId(key)))).startsWith("InvalidArgument");
        assertThat(s3.listObjectsV2(r -> r.bucket("sealed")).contents()).hasSize(1);
    }

    @Test
    void aBucketEncryptsByDefault() throws IOException {
        String key = newKey();
        s3.putBucketEncryption(r -> r.bucket("sealed")
                .serverSideEncryptionConfiguration(c -> c.rules(ServerSideEncryptionRule.builder()
                        .bucketKeyEnabled(true)
                        .applyServerSideEncryptionByDefault(
                                d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID(key))
                        .build())));
        assertThat(s3.getBucketEncryption(r -> r.bucket("sealed"))
                        .serverSideEncryptionConfiguration()
                        .rules())
                .singleElement()
                .satisfies(rule -> assertThat(
                                rule.applyServerSideEncryptionByDefault().kmsMasterKeyID())
                        .isEqualTo(key));
        PutObjectResponse stored = put("k", r -> {});
        assertThat(stored.ssekmsKeyId()).isEqualTo(key);
        assertThat(stored.bucketKeyEnabled()).isTrue();
        assertThat(isOnDisk(SECRET)).isFalse();
        assertThat(put("own", r -> r.serverSideEncryption(ServerSideEncryption.AES256))
                        .serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
        s3.deleteBucketEncryption(r -> r.bucket("sealed"));
        assertThat(put("plain", r -> {}).serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(get("k")).isEqualTo(SECRET);
        assertThat(refusal(() -> s3.putBucketEncryption(r -> r.bucket("sealed")
                        .serverSideEncryptionConfiguration(c -> c.rules(ServerSideEncryptionRule.builder()
                                .applyServerSideEncryptionByDefault(
                                        d -> d.sseAlgorithm("AES256").kmsMasterKeyID(key))
                                .build())))))
                .startsWith("InvalidArgument");
    }

    @Test
    void aCustomersKeyIsKeptByNobody() throws IOException {
        CustomersKey key = customersKey(1);
        CustomersKey wrong = customersKey(2);
        PutObjectResponse stored = put(
                "c",
                r -> r.sseCustomerAlgorithm("AES256").sseCustomerKey(key.text()).sseCustomerKeyMD5(key.md5()));
        assertThat(stored.sseCustomerKeyMD5()).isEqualTo(key.md5());
        assertThat(isOnDisk(SECRET)).isFalse();
        assertThat(s3.getObjectAsBytes(r -> r.bucket("sealed")
                                .key("c")
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(key.text())
                                .sseCustomerKeyMD5(key.md5()))
                        .asUtf8String())
                .isEqualTo(SECRET);
        assertThat(refusal(() -> get("c"))).startsWith("InvalidRequest: The object was stored using a form of");
        assertThat(refusal(() -> s3.getObjectAsBytes(r -> r.bucket("sealed")
                        .key("c")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(wrong.text())
                        .sseCustomerKeyMD5(wrong.md5()))))
                .startsWith("AccessDenied");
        put("plain", r -> {});
        assertThat(refusal(() -> s3.getObjectAsBytes(r -> r.bucket("sealed")
                        .key("plain")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(key.text())
                        .sseCustomerKeyMD5(key.md5()))))
                .startsWith("InvalidRequest: The encryption parameters are not applicable");
        s3.copyObject(r -> r.sourceBucket("sealed")
                .sourceKey("c")
                .copySourceSSECustomerAlgorithm("AES256")
                .copySourceSSECustomerKey(key.text())
                .copySourceSSECustomerKeyMD5(key.md5())
                .destinationBucket("sealed")
                .destinationKey("open"));
        assertThat(get("open")).isEqualTo(SECRET);
    }

    @Test
    void partsOfAnUploadAreEncryptedAndAnyRangeOfTheWholeIsRead() throws IOException {
        String key = newKey();
        byte[] content = new byte[2 * PART + 12_345];
        new Random(3).nextBytes(content);
        byte[] mark = SECRET.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(mark, 0, content, PART - 10, mark.length);
        System.arraycopy(mark, 0, content, 100, mark.length);
        String upload = s3.createMultipartUpload(r -> r.bucket("sealed")
                        .key("big")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key))
                .uploadId();
        List<CompletedPart> parts = IntStream.rangeClosed(1, 3)
                .mapToObj(number -> {
                    byte[] part =
                            Arrays.copyOfRange(content, (number - 1) * PART, Math.min(number * PART, content.length));
                    String etag = s3.uploadPart(
                                    r -> r.bucket("sealed")
                                            .key("big")
                                            .uploadId(upload)
                                            .partNumber(number),
                                    RequestBody.fromBytes(part))
                            .eTag();
                    return CompletedPart.builder().partNumber(number).eTag(etag).build();
                })
                .toList();
        s3.completeMultipartUpload(
                r -> r.bucket("sealed").key("big").uploadId(upload).multipartUpload(m -> m.parts(parts)));
        assertThat(isOnDisk(SECRET)).isFalse();
        assertThat(s3.getObjectAsBytes(r -> r.bucket("sealed").key("big")).asByteArray())
                .isEqualTo(content);
        Random random = new Random(4);
        for (int i = 0; i < 40; i++) {
            int from = random.nextInt(content.length);
            int to = Math.min(content.length - 1, from + random.nextInt(i % 2 == 0 ? 40 : PART + 5));
            byte[] read = s3.getObjectAsBytes(r -> r.bucket("sealed").key("big").range("bytes=" + from + "-" + to))
                    .asByteArray();
            assertThat(read).as("bytes %d to %d", from, to).isEqualTo(Arrays.copyOfRange(content, from, to + 1));
        }
        byte[] second = s3.getObjectAsBytes(r -> r.bucket("sealed").key("big").partNumber(2))
                .asByteArray();
        assertThat(second).isEqualTo(Arrays.copyOfRange(content, PART, 2 * PART));
    }

    @Test
    void everyVersionKeepsItsOwnKey() {
        s3.putBucketVersioning(r -> r.bucket("sealed").versioningConfiguration(v -> v.status("Enabled")));
        String key = newKey();
        String first = put(
                        "v",
                        r -> r.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                .ssekmsKeyId(key))
                .versionId();
        put("v", r -> {});
        kms.disableKey(r -> r.keyId(key));
        assertThat(get("v")).isEqualTo(SECRET);
        assertThat(refusal(() ->
                        s3.getObjectAsBytes(r -> r.bucket("sealed").key("v").versionId(first))))
                .startsWith("KMS.DisabledException");
        kms.enableKey(r -> r.keyId(key));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("sealed").key("v").versionId(first))
                        .asUtf8String())
                .isEqualTo(SECRET);
    }

    @Test
    void anEmptyObjectIsEncryptedToo() {
        String key = newKey();
        s3.putObject(
                r -> r.bucket("sealed")
                        .key("empty")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key),
                RequestBody.empty());
        assertThat(s3.getObjectAsBytes(r -> r.bucket("sealed").key("empty")).asByteArray())
                .isEmpty();
    }
}

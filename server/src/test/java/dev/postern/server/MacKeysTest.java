package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KmsInvalidMacException;
import software.amazon.awssdk.services.s3.S3Client;

/** Keys that authenticate messages, by the SDK over the wire. */
final class MacKeysTest {
    private static final SdkBytes MESSAGE = SdkBytes.fromUtf8String("attack at dawn");

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private KmsClient root;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        root = gateway.client(KmsClient.builder(), TestingGateway.ROOT);
    }

    @AfterEach
    void stop() throws Exception {
        root.close();
        gateway.close();
    }

    private String key(String spec) {
        return root.createKey(r -> r.keySpec(spec).keyUsage("GENERATE_VERIFY_MAC"))
                .keyMetadata()
                .arn();
    }

    private SdkBytes code(String key, String algorithm) {
        return root.generateMac(r -> r.keyId(key).macAlgorithm(algorithm).message(MESSAGE))
                .mac();
    }

    @ParameterizedTest
    @ValueSource(ints = {224, 256, 384, 512})
    void aCodeIsVerifiedByItsKey(int bits) {
        String key = key("HMAC_" + bits);
        KeyMetadata told = root.describeKey(r -> r.keyId(key)).keyMetadata();
        assertThat(List.of(
                        told.keySpecAsString(),
                        told.keyUsageAsString(),
                        told.macAlgorithmsAsStrings().toString()))
                .containsExactly("HMAC_" + bits, "GENERATE_VERIFY_MAC", "[HMAC_SHA_" + bits + "]");
        assertThat(told.hasEncryptionAlgorithms()).isFalse();
        SdkBytes code = code(key, "HMAC_SHA_" + bits);
        assertThat(code.asByteArray()).hasSize(bits / 8);
        assertThat(root.verifyMac(r -> r.keyId(key)
                                .macAlgorithm("HMAC_SHA_" + bits)
                                .message(MESSAGE)
                                .mac(code))
                        .macValid())
                .isTrue();
    }

    @Test
    void anotherMessageOrKeyOrCodeIsNotAuthentic() {
        String key = key("HMAC_256");
        String other = key("HMAC_256");
        SdkBytes code = code(key, "HMAC_SHA_256");
        byte[] changed = code.asByteArray();
        changed[0] ^= 1;
        SdkBytes text = SdkBytes.fromUtf8String("attack at dusk");
        Stream.<Runnable>of(
                        () -> verify(other, MESSAGE, code),
                        () -> verify(key, text, code),
                        () -> verify(key, MESSAGE, SdkBytes.fromByteArray(changed)),
                        () -> verify(key, MESSAGE, SdkBytes.fromUtf8String("x")))
                .forEach(one -> assertThatThrownBy(one::run).isInstanceOf(KmsInvalidMacException.class));
        root.disableKey(r -> r.keyId(key));
        assertThat(refusal(() -> code(key, "HMAC_SHA_256"))).isEqualTo("DisabledException: " + key + " is disabled.");
    }

    private void verify(String key, SdkBytes message, SdkBytes code) {
        root.verifyMac(
                r -> r.keyId(key).macAlgorithm("HMAC_SHA_256").message(message).mac(code));
    }

    @Test
    void aKeyDoesWhatItIsForAlone() {
        String key = key("HMAC_256");
        String usage = "InvalidKeyUsageException: " + key + " key usage is GENERATE_VERIFY_MAC which is not valid for ";
        assertThat(refusal(() -> root.encrypt(r -> r.keyId(key).plaintext(MESSAGE))))
                .isEqualTo(usage + "Encrypt.");
        assertThat(refusal(() -> root.generateDataKey(r -> r.keyId(key).keySpec(DataKeySpec.AES_256))))
                .isEqualTo(usage + "GenerateDataKey.");
        assertThat(refusal(() -> code(key, "HMAC_SHA_512")))
                .isEqualTo("InvalidKeyUsageException: Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256.");
        String symmetric = root.createKey().keyMetadata().arn();
        assertThat(refusal(() -> code(symmetric, "HMAC_SHA_256")))
                .isEqualTo("InvalidKeyUsageException: " + symmetric
                        + " key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac.");
        assertThat(refusal(() -> root.enableKeyRotation(r -> r.keyId(key))))
                .startsWith("UnsupportedOperationException");
        assertThat(refusal(() -> root.rotateKeyOnDemand(r -> r.keyId(key))))
                .startsWith("UnsupportedOperationException");
        assertThat(root.getKeyRotationStatus(r -> r.keyId(key)).keyRotationEnabled())
                .isFalse();
        assertThat(refusal(() -> root.createKey(r -> r.keySpec("HMAC_256").keyUsage("ENCRYPT_DECRYPT"))))
                .isEqualTo("ValidationException: KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec HMAC_256");
        assertThat(refusal(() -> root.createKey(r -> r.keyUsage("GENERATE_VERIFY_MAC"))))
                .isEqualTo("ValidationException: KeyUsage GENERATE_VERIFY_MAC is not compatible with KeySpec"
                        + " SYMMETRIC_DEFAULT");
    }

    @Test
    void sizesTriesAndTokensAreAwss() {
        String key = key("HMAC_256");
        assertThat(refusal(() -> root.generateMac(r ->
                        r.keyId(key).macAlgorithm("HMAC_SHA_256").message(SdkBytes.fromByteArray(new byte[4097])))))
                .isEqualTo("ValidationException: 1 validation error detected: Value at 'message' failed to satisfy"
                        + " constraint: Member must have length less than or equal to 4096");
        assertThat(refusal(() -> root.generateMac(r -> r.keyId(key)
                        .macAlgorithm("HMAC_SHA_256")
                        .message(MESSAGE)
                        .dryRun(true))))
                .startsWith("DryRunOperationException");
        assertThat(refusal(() -> root.generateMac(r -> r.keyId(key)
                        .macAlgorithm("HMAC_SHA_256")
                        .message(MESSAGE)
                        .grantTokens("none"))))
                .startsWith("InvalidGrantTokenException");
        String grantee = "arn:aws:iam::000000000000:root";
        assertThat(refusal(() -> root.createGrant(
                        r -> r.keyId(key).granteePrincipal(grantee).operationsWithStrings("Encrypt"))))
                .isEqualTo("ValidationException: Grant operation Encrypt is not supported for KMS keys with KeySpec"
                        + " HMAC_256");
    }

    @Test
    void policiesAskForTheKindAndTheAlgorithm() {
        String key = key("HMAC_256");
        String policy = """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"kms:CreateKey","Resource":"*","Condition":{"StringEquals":{"kms:KeySpec":"HMAC_512","kms:KeyUsage":"GENERATE_VERIFY_MAC"}}},
                 {"Effect":"Allow","Action":"kms:GenerateMac","Resource":"*","Condition":{"StringEquals":{"kms:MacAlgorithm":"HMAC_SHA_512"}}},
                 {"Effect":"Allow","Action":"kms:VerifyMac","Resource":"*","Condition":{"StringEquals":{"kms:MacAlgorithm":"HMAC_SHA_512"}}}]}""";
        try (KmsClient user = gateway.client(KmsClient.builder(), gateway.user(policy))) {
            assertThat(refusal(() -> user.createKey(r -> r.keySpec("HMAC_256").keyUsage("GENERATE_VERIFY_MAC"))))
                    .startsWith("AccessDeniedException");
            String own = user.createKey(r -> r.keySpec("HMAC_512").keyUsage("GENERATE_VERIFY_MAC"))
                    .keyMetadata()
                    .arn();
            SdkBytes code = user.generateMac(
                            r -> r.keyId(own).macAlgorithm("HMAC_SHA_512").message(MESSAGE))
                    .mac();
            user.verifyMac(r ->
                    r.keyId(own).macAlgorithm("HMAC_SHA_512").message(MESSAGE).mac(code));
            assertThat(refusal(() -> user.generateMac(
                            r -> r.keyId(key).macAlgorithm("HMAC_SHA_256").message(MESSAGE))))
                    .startsWith("AccessDeniedException");
            assertThat(refusal(() -> user.verifyMac(r -> r.keyId(key)
                            .macAlgorithm("HMAC_SHA_256")
                            .message(MESSAGE)
                            .mac(code))))
                    .startsWith("AccessDeniedException");
            root.createGrant(r -> r.keyId(key)
                    .granteePrincipal("arn:aws:iam::000000000000:user/limited")
                    .operationsWithStrings("GenerateMac"));
            assertThat(user.generateMac(r ->
                                    r.keyId(key).macAlgorithm("HMAC_SHA_256").message(MESSAGE))
                            .mac()
                            .asByteArray())
                    .hasSize(32);
        }
    }

    @Test
    void s3EncryptsNothingWithSuchAKey() {
        String key = key("HMAC_256");
        try (S3Client s3 = gateway.client(S3Client.builder().forcePathStyle(true), TestingGateway.ROOT)) {
            s3.createBucket(r -> r.bucket("sealed"));
            assertThat(refusal(() -> s3.putObject(
                            r -> r.bucket("sealed")
                                    .key("k")
                                    .serverSideEncryption("aws:kms")
                                    .ssekmsKeyId(key),
                            RequestBody.fromString("x"))))
                    .isEqualTo("KMS.InvalidKeyUsageException: " + key
                            + " key usage is GENERATE_VERIFY_MAC which is not valid for GenerateDataKey.");
        }
    }
}

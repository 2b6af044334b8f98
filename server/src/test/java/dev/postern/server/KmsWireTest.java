package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.Tag;

/** KMS by the SDK over the wire: what its keys are and encrypt. */
final class KmsWireTest {
    private static final String ACCOUNT = "000000000000";
    private static final SdkBytes PLAIN = SdkBytes.fromUtf8String("attack at dawn");
    private static final Map<String, String> CONTEXT = Map.of("app", "shop", "stage", "test");

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

    private String key() {
        return root.createKey().keyMetadata().arn();
    }

    @Test
    void aKeyIsDescribedAsAwsDoes() {
        KeyMetadata made = root.createKey(r -> r.description("test key 123")
                        .tags(Tag.builder().tagKey("team").tagValue("red").build()))
                .keyMetadata();
        KeyMetadata found = root.describeKey(r -> r.keyId(made.keyId())).keyMetadata();
        assertThat(found).isEqualTo(made);
        assertThat(found.arn()).isEqualTo("arn:aws:kms:us-east-1:" + ACCOUNT + ":key/" + found.keyId());
        assertThat(List.of(
                        found.description(),
                        found.keyStateAsString(),
                        found.keySpecAsString(),
                        found.keyUsageAsString(),
                        found.originAsString(),
                        found.keyManagerAsString(),
                        found.encryptionAlgorithmsAsStrings().toString(),
                        found.multiRegion().toString()))
                .containsExactly(
                        "test key 123",
                        "Enabled",
                        "SYMMETRIC_DEFAULT",
                        "ENCRYPT_DECRYPT",
                        "AWS_KMS",
                        "CUSTOMER",
                        "[SYMMETRIC_DEFAULT]",
                        "false");
        assertThat(root.listResourceTags(r -> r.keyId(made.keyId())).tags())
                .containsExactly(Tag.builder().tagKey("team").tagValue("red").build());
        assertThat(root.getKeyPolicy(r -> r.keyId(made.keyId())).policy())
                .contains("\"Id\" : \"key-default-1\"")
                .contains("arn:aws:iam::" + ACCOUNT + ":root");
    }

    @Test
    void whatIsEncryptedIsDecryptedInItsContextAlone() {
        String key = key();
        EncryptResponse sealed = root.encrypt(r -> r.keyId(key).plaintext(PLAIN).encryptionContext(CONTEXT));
        assertThat(sealed.keyId()).isEqualTo(key);
        assertThat(sealed.ciphertextBlob().asString(java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("attack");
        DecryptResponse opened =
                root.decrypt(r -> r.ciphertextBlob(sealed.ciphertextBlob()).encryptionContext(CONTEXT));
        assertThat(opened.plaintext()).isEqualTo(PLAIN);
        assertThat(opened.keyId()).isEqualTo(key);
        assertThatThrownBy(() -> root.decrypt(r -> r.ciphertextBlob(sealed.ciphertextBlob())))
                .isInstanceOf(InvalidCiphertextException.class);
        assertThatThrownBy(() -> root.decrypt(r -> r.ciphertextBlob(sealed.ciphertextBlob())
                        .encryptionContext(Map.of("app", "shop", "stage", "other"))))
                .isInstanceOf(InvalidCiphertextException.class);
        String other = key();
        assertThatThrownBy(() -> root.decrypt(r -> r.ciphertextBlob(sealed.ciphertextBlob())
                        .encryptionContext(CONTEXT)
                        .keyId(other)))
                .isInstanceOf(IncorrectKeyException.class);
    }

    @Test
    void noByteOfACiphertextCanBeChanged() {
        String key = key();
        byte[] sealed = root.encrypt(r -> r.keyId(key).plaintext(PLAIN))
                .ciphertextBlob()
                .asByteArray();
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            SdkBytes blob = SdkBytes.fromByteArray(changed);
            assertThatThrownBy(() -> root.decrypt(r -> r.ciphertextBlob(blob)))
                    .as("byte " + i)
                    .isInstanceOf(KmsException.class)
                    .extracting(e -> ((KmsException) e).statusCode())
                    .isEqualTo(400);
        }
        assertThat(refusal(() -> root.decrypt(r -> r.ciphertextBlob(SdkBytes.fromUtf8String("nonsense")))))
                .startsWith("InvalidCiphertextException");
        Set<SdkBytes> twice = new HashSet<>();
        twice.add(root.encrypt(r -> r.keyId(key).plaintext(PLAIN)).ciphertextBlob());
        twice.add(root.encrypt(r -> r.keyId(key).plaintext(PLAIN)).ciphertextBlob());
        assertThat(twice).hasSize(2);
    }

    @Test
    void dataKeysHaveTheLengthThatIsAskedForAndComeBack() {
        String key = key();
        GenerateDataKeyResponse data = root.generateDataKey(
                r -> r.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(CONTEXT));
        assertThat(data.plaintext().asByteArray()).hasSize(32);
        assertThat(root.decrypt(r -> r.ciphertextBlob(data.ciphertextBlob()).encryptionContext(CONTEXT))
                        .plaintext())
                .isEqualTo(data.plaintext());
        assertThat(root.generateDataKey(r -> r.keyId(key).keySpec(DataKeySpec.AES_128))
                        .plaintext()
                        .asByteArray())
                .hasSize(16);
        SdkBytes blob = root.generateDataKeyWithoutPlaintext(r -> r.keyId(key).numberOfBytes(48))
                .ciphertextBlob();
        assertThat(root.decrypt(r -> r.ciphertextBlob(blob)).plaintext().asByteArray())
                .hasSize(48);
        assertThat(refusal(() -> root.generateDataKey(r -> r.keyId(key))))
                .isEqualTo("ValidationException: Please specify either number of bytes or key spec.");
        assertThat(root.generateRandom(r -> r.numberOfBytes(1024)).plaintext().asByteArray())
                .hasSize(1024);
    }

    @Test
    void whatIsEncryptedAgainIsOfTheOtherKey() {
        String from = key();
        String to = key();
        SdkBytes sealed = root.encrypt(r -> r.keyId(from).plaintext(PLAIN)).ciphertextBlob();
        SdkBytes again = root.reEncrypt(
                        r -> r.ciphertextBlob(sealed).destinationKeyId(to).destinationEncryptionContext(CONTEXT))
                .ciphertextBlob();
        DecryptResponse opened = root.decrypt(r -> r.ciphertextBlob(again).encryptionContext(CONTEXT));
        assertThat(opened.plaintext()).isEqualTo(PLAIN);
        assertThat(opened.keyId()).isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fake-key-id|NotFoundException: Invalid keyId 'fake-key-id'",
                "134f2428cec14b25a1ae9048164dba47|NotFoundException: Invalid keyId '134f2428cec14b25a1ae9048164dba47'",
                "mrk-fake-key-id|NotFoundException: Invalid keyId 'mrk-fake-key-id'",
                "134f2428-cec1-4b25-a1ae-9048164dba47|NotFoundException: Key 'arn:aws:kms:us-east-1:000000000000:key/134f2428-cec1-4b25-a1ae-9048164dba47' does not exist",
                "arn:aws:kms:eu-west-1:000000000000:key/134f2428-cec1-4b25-a1ae-9048164dba47|NotFoundException: Invalid arn eu-west-1",
                "alias/none|NotFoundException: Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found.",
                "arn:aws:s3:::b|InvalidArnException: Invalid arn arn:aws:s3:::b",
            })
    void aKeyThatIsNotThereIsToldInAwssWords(String id, String error) {
        assertThat(refusal(() -> root.describeKey(r -> r.keyId(id)))).isEqualTo(error);
    }

    @Test
    void sizesAreAwss() {
        String key = key();
        assertThat(refusal(() -> root.encrypt(r -> r.keyId(key).plaintext(SdkBytes.fromByteArray(new byte[4097])))))
                .isEqualTo("ValidationException: 1 validation error detected: Value at 'plaintext' failed to satisfy"
                        + " constraint: Member must have length less than or equal to 4096");
        assertThat(refusal(() -> root.generateRandom(r -> {})))
                .isEqualTo("ValidationException: NumberOfBytes is required.");
        assertThat(refusal(() -> root.generateRandom(r -> r.numberOfBytes(1025))))
                .isEqualTo("ValidationException: 1 validation error detected: Value '1025' at 'numberOfBytes' failed to"
                        + " satisfy constraint: Member must have value less than or equal to 1024");
    }

    @Test
    void keysOfOtherKindsAreRefused() {
        assertThat(refusal(() -> root.createKey(r -> r.keySpec("HMAC_256"))))
                .isEqualTo(
                        "ValidationException: You must specify a KeyUsage value for all KMS keys except for symmetric"
                                + " encryption keys.");
        assertThat(refusal(() -> root.createKey(r -> r.keySpec("SM2").keyUsage("SIGN_VERIFY"))))
                .isEqualTo("UnsupportedOperationException: KeySpec SM2 is not supported.");
        assertThat(refusal(() -> root.createKey(r -> r.multiRegion(true)))).startsWith("UnsupportedOperationException");
        assertThat(refusal(() -> root.createKey(r -> r.origin("EXTERNAL"))))
                .startsWith("UnsupportedOperationException");
    }

    @Test
    void aliasesNameKeys() {
        String one = key();
        String two = key();
        assertThat(refusal(() -> root.createAlias(r -> r.aliasName("shop").targetKeyId(one))))
                .isEqualTo("ValidationException: Alias must start with the prefix \"alias/\". Please see"
                        + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
        assertThat(refusal(
                        () -> root.createAlias(r -> r.aliasName("alias/aws/s3").targetKeyId(one))))
                .startsWith("NotAuthorizedException");
        root.createAlias(r -> r.aliasName("alias/shop").targetKeyId(one));
        assertThat(refusal(() -> root.createAlias(r -> r.aliasName("alias/shop").targetKeyId(two))))
                .isEqualTo("AlreadyExistsException: An alias with the name arn:aws:kms:us-east-1:" + ACCOUNT
                        + ":alias/shop already exists");
        SdkBytes sealed =
                root.encrypt(r -> r.keyId("alias/shop").plaintext(PLAIN)).ciphertextBlob();
        root.updateAlias(r -> r.aliasName("alias/shop").targetKeyId(two));
        assertThat(root.describeKey(r -> r.keyId("arn:aws:kms:us-east-1:" + ACCOUNT + ":alias/shop"))
                        .keyMetadata()
                        .arn())
                .isEqualTo(two);
        assertThat(root.decrypt(r -> r.ciphertextBlob(sealed)).keyId()).isEqualTo(one);
        assertThat(root.listAliases(r -> r.keyId(two)).aliases()).hasSize(1);
        root.deleteAlias(r -> r.aliasName("alias/shop"));
        assertThat(root.listAliases().aliases()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SYMMETRIC_DEFAULT,ENCRYPT_DECRYPT,HMAC_256,GENERATE_VERIFY_MAC,false",
        "SYMMETRIC_DEFAULT,ENCRYPT_DECRYPT,RSA_2048,ENCRYPT_DECRYPT,false",
        "RSA_2048,ENCRYPT_DECRYPT,RSA_2048,SIGN_VERIFY,false",
        "RSA_2048,SIGN_VERIFY,ECC_NIST_P256,SIGN_VERIFY,true",
        "HMAC_256,GENERATE_VERIFY_MAC,HMAC_512,GENERATE_VERIFY_MAC,true",
        "SYMMETRIC_DEFAULT,ENCRYPT_DECRYPT,SYMMETRIC_DEFAULT,ENCRYPT_DECRYPT,true",
    })
    void anAliasKeepsToOneTypeAndUsage(String spec, String usage, String newSpec, String newUsage, boolean may) {
        String one = root.createKey(r -> r.keySpec(spec).keyUsage(usage))
                .keyMetadata()
                .keyId();
        String two = root.createKey(r -> r.keySpec(newSpec).keyUsage(newUsage))
                .keyMetadata()
                .keyId();
        root.createAlias(r -> r.aliasName("alias/shop").targetKeyId(one));
        if (may) {
            root.updateAlias(r -> r.aliasName("alias/shop").targetKeyId(two));
        } else {
            assertThat(refusal(() ->
                            root.updateAlias(r -> r.aliasName("alias/shop").targetKeyId(two))))
                    .startsWith("ValidationException: ");
        }
        assertThat(root.listAliases().aliases())
                .singleElement()
                .satisfies(alias -> assertThat(alias.targetKeyId()).isEqualTo(may ? two : one));
    }

    @Test
    void aKeyThatIsDisabledOrToBeDeletedEncryptsNothing() {
        String key = key();
        SdkBytes sealed = root.encrypt(r -> r.keyId(key).plaintext(PLAIN)).ciphertextBlob();
        root.disableKey(r -> r.keyId(key));
        assertThat(refusal(() -> root.decrypt(r -> r.ciphertextBlob(sealed))))
                .isEqualTo("DisabledException: " + key + " is disabled.");
        root.enableKey(r -> r.keyId(key));
        assertThat(root.decrypt(r -> r.ciphertextBlob(sealed)).plaintext()).isEqualTo(PLAIN);
        assertThat(root.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7))
                        .keyState())
                .isEqualTo(KeyState.PENDING_DELETION);
        assertThatThrownBy(() -> root.decrypt(r -> r.ciphertextBlob(sealed)))
                .isInstanceOf(KmsInvalidStateException.class)
                .hasMessageContaining(key + " is pending deletion.");
        root.cancelKeyDeletion(r -> r.keyId(key));
        assertThat(root.describeKey(r -> r.keyId(key)).keyMetadata().keyState()).isEqualTo(KeyState.DISABLED);
        root.enableKey(r -> r.keyId(key));
        assertThat(root.decrypt(r -> r.ciphertextBlob(sealed)).plaintext()).isEqualTo(PLAIN);
        assertThat(refusal(() -> root.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(6))))
                .startsWith("ValidationException");
    }

    @Test
    void aKeyWithNewMaterialStillDecryptsWhatTheOldOneEncrypted() {
        String key = key();
        SdkBytes old = root.encrypt(r -> r.keyId(key).plaintext(PLAIN)).ciphertextBlob();
        root.rotateKeyOnDemand(r -> r.keyId(key));
        SdkBytes fresh = root.encrypt(r -> r.keyId(key).plaintext(PLAIN)).ciphertextBlob();
        assertThat(root.decrypt(r -> r.ciphertextBlob(old)).plaintext()).isEqualTo(PLAIN);
        assertThat(root.decrypt(r -> r.ciphertextBlob(fresh)).plaintext()).isEqualTo(PLAIN);
        assertThat(root.listKeyRotations(r -> r.keyId(key)).rotations())
                .singleElement()
                .satisfies(
                        rotation -> assertThat(rotation.rotationTypeAsString()).isEqualTo("ON_DEMAND"));
        root.enableKeyRotation(r -> r.keyId(key).rotationPeriodInDays(90));
        assertThat(root.getKeyRotationStatus(r -> r.keyId(key)).rotationPeriodInDays())
                .isEqualTo(90);
        assertThat(refusal(() -> root.enableKeyRotation(r -> r.keyId(key).rotationPeriodInDays(89))))
                .startsWith("ValidationException");
    }

    @Test
    void listsComeInPages() {
        for (int i = 0; i < 7; i++) {
            key();
        }
        Set<String> seen = new HashSet<>();
        root.listKeysPaginator(r -> r.limit(3)).keys().forEach(key -> seen.add(key.keyId()));
        assertThat(seen).hasSize(7);
        assertThat(refusal(() -> root.listKeys(r -> r.marker("***")))).startsWith("InvalidMarkerException");
    }

    @Test
    void aKeyIsOfItsRegion() {
        String key = key();
        SdkBytes sealed = root.encrypt(r -> r.keyId(key).plaintext(PLAIN)).ciphertextBlob();
        try (KmsClient elsewhere = KmsClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(TestingGateway.ROOT)
                .build()) {
            assertThat(elsewhere.listKeys().keys()).isEmpty();
            assertThat(refusal(() -> elsewhere.decrypt(r -> r.ciphertextBlob(sealed))))
                    .startsWith("AccessDeniedException");
        }
    }
}

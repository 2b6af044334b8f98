package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairResponse;
import software.amazon.awssdk.services.kms.model.KmsInvalidSignatureException;
import software.amazon.awssdk.services.s3.S3Client;

/** Pairs of keys that encrypt or sign, by the SDK over the wire; their signatures are verified by the JDK. */
final class PairKeysTest {
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

    private String key(String spec, String usage) {
        return root.createKey(r -> r.keySpec(spec).keyUsage(usage))
                .keyMetadata()
                .arn();
    }

    private SdkBytes sign(String key, String algorithm, String type, SdkBytes message) {
        return root.sign(r -> r.keyId(key)
                        .signingAlgorithm(algorithm)
                        .messageType(type)
                        .message(message))
                .signature();
    }

    private PublicKey open(String key, String family) throws GeneralSecurityException {
        return KeyFactory.getInstance(family)
                .generatePublic(new X509EncodedKeySpec(
                        root.getPublicKey(r -> r.keyId(key)).publicKey().asByteArray()));
    }

    private static Signature jdk(String algorithm) throws GeneralSecurityException {
        String bits = algorithm.substring(algorithm.length() - 3);
        if (algorithm.contains("PSS")) {
            Signature pss = Signature.getInstance("RSASSA-PSS");
            String hash = "SHA-" + bits;
            pss.setParameter(
                    new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
            return pss;
        }
        return Signature.getInstance("SHA" + bits + (algorithm.contains("PKCS1") ? "withRSA" : "withECDSA"));
    }

    @ParameterizedTest
    @CsvSource({"RSA_2048,RSA", "ECC_NIST_P256,EC", "ECC_NIST_P384,EC", "ECC_NIST_P521,EC"})
    void theJdkVerifiesWhatAKeySigns(String spec, String family) throws GeneralSecurityException {
        String key = key(spec, "SIGN_VERIFY");
        var algorithms = root.describeKey(r -> r.keyId(key)).keyMetadata().signingAlgorithmsAsStrings();
        assertThat(algorithms).hasSize(family.equals("RSA") ? 6 : 1);
        assertThat(root.getPublicKey(r -> r.keyId(key)).signingAlgorithmsAsStrings())
                .isEqualTo(algorithms);
        for (String algorithm : algorithms) {
            byte[] digest = MessageDigest.getInstance("SHA-" + algorithm.substring(algorithm.length() - 3))
                    .digest(MESSAGE.asByteArray());
            SdkBytes given = SdkBytes.fromByteArray(digest);
            for (SdkBytes signature :
                    new SdkBytes[] {sign(key, algorithm, "RAW", MESSAGE), sign(key, algorithm, "DIGEST", given)}) {
                Signature jdk = jdk(algorithm);
                jdk.initVerify(open(key, family));
                jdk.update(MESSAGE.asByteArray());
                assertThat(jdk.verify(signature.asByteArray())).as(algorithm).isTrue();
                assertThat(root.verify(r -> r.keyId(key)
                                        .signingAlgorithm(algorithm)
                                        .message(MESSAGE)
                                        .signature(signature))
                                .signatureValid())
                        .isTrue();
            }
            assertThat(refusal(() -> sign(key, algorithm, "DIGEST", MESSAGE)))
                    .isEqualTo("ValidationException: Digest is invalid length for algorithm " + algorithm + ".");
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA_2048,RSASSA_PSS_SHA_256", "RSA_2048,RSASSA_PKCS1_V1_5_SHA_256", "ECC_SECG_P256K1,ECDSA_SHA_256"})
    void anotherMessageOrSignatureIsNotValid(String spec, String algorithm) {
        String key = key(spec, "SIGN_VERIFY");
        SdkBytes signature = sign(key, algorithm, "RAW", MESSAGE);
        root.verify(
                r -> r.keyId(key).signingAlgorithm(algorithm).message(MESSAGE).signature(signature));
        SdkBytes other = SdkBytes.fromUtf8String("attack at dusk");
        byte[] changed = signature.asByteArray();
        changed[changed.length / 2] ^= 1;
        for (SdkBytes wrong : new SdkBytes[] {
            SdkBytes.fromByteArray(changed), SdkBytes.fromUtf8String("x"), SdkBytes.fromByteArray(new byte[6144])
        }) {
            assertThatThrownBy(() -> root.verify(r -> r.keyId(key)
                            .signingAlgorithm(algorithm)
                            .message(MESSAGE)
                            .signature(wrong)))
                    .isInstanceOf(KmsInvalidSignatureException.class);
        }
        assertThatThrownBy(() -> root.verify(r ->
                        r.keyId(key).signingAlgorithm(algorithm).message(other).signature(signature)))
                .isInstanceOf(KmsInvalidSignatureException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"})
    void whatAPublicKeyEncryptsItsPrivateKeyDecrypts(String algorithm) {
        String key = key("RSA_2048", "ENCRYPT_DECRYPT");
        SdkBytes sealed = root.encrypt(r -> r.keyId(key).plaintext(MESSAGE).encryptionAlgorithm(algorithm))
                .ciphertextBlob();
        assertThat(sealed.asByteArray()).hasSize(256);
        assertThat(root.decrypt(r -> r.keyId(key).ciphertextBlob(sealed).encryptionAlgorithm(algorithm))
                        .plaintext())
                .isEqualTo(MESSAGE);
        String symmetric = root.createKey().keyMetadata().arn();
        SdkBytes again = root.reEncrypt(r -> r.sourceKeyId(key)
                        .sourceEncryptionAlgorithm(algorithm)
                        .ciphertextBlob(sealed)
                        .destinationKeyId(symmetric))
                .ciphertextBlob();
        assertThat(root.decrypt(r -> r.ciphertextBlob(again)).plaintext()).isEqualTo(MESSAGE);
        String incompatible = "InvalidKeyUsageException: Algorithm %s is incompatible with key spec %s.";
        assertThat(refusal(() -> root.encrypt(r -> r.keyId(key).plaintext(MESSAGE))))
                .isEqualTo(incompatible.formatted("SYMMETRIC_DEFAULT", "RSA_2048"));
        assertThat(refusal(() ->
                        root.encrypt(r -> r.keyId(symmetric).plaintext(MESSAGE).encryptionAlgorithm(algorithm))))
                .isEqualTo(incompatible.formatted(algorithm, "SYMMETRIC_DEFAULT"));
        int max = algorithm.endsWith("256") ? 190 : 214;
        assertThat(refusal(() -> root.encrypt(r -> r.keyId(key)
                        .plaintext(SdkBytes.fromByteArray(new byte[max + 1]))
                        .encryptionAlgorithm(algorithm))))
                .isEqualTo("ValidationException: Algorithm " + algorithm
                        + " and key spec RSA_2048 cannot encrypt data larger than " + max + " bytes.");
        assertThat(refusal(() ->
                        root.decrypt(r -> r.keyId(key).ciphertextBlob(MESSAGE).encryptionAlgorithm(algorithm))))
                .startsWith("InvalidCiphertextException");
        assertThat(refusal(() -> root.decrypt(r -> r.ciphertextBlob(sealed).encryptionAlgorithm(algorithm))))
                .startsWith("ValidationException");
    }

    @Test
    void aKeyOfDataPairsEncryptsTheirPrivateKeys() throws GeneralSecurityException {
        String key = root.createKey().keyMetadata().arn();
        Map<String, String> context = Map.of("app", "shop");
        GenerateDataKeyPairResponse pair = root.generateDataKeyPair(
                r -> r.keyId(key).keyPairSpec("ECC_NIST_P256").encryptionContext(context));
        assertThat(root.decrypt(r -> r.ciphertextBlob(pair.privateKeyCiphertextBlob())
                                .encryptionContext(context))
                        .plaintext())
                .isEqualTo(pair.privateKeyPlaintext());
        KeyFactory factory = KeyFactory.getInstance("EC");
        Signature jdk = Signature.getInstance("SHA256withECDSA");
        jdk.initSign(factory.generatePrivate(
                new PKCS8EncodedKeySpec(pair.privateKeyPlaintext().asByteArray())));
        byte[] signature = jdk.sign();
        jdk.initVerify(
                factory.generatePublic(new X509EncodedKeySpec(pair.publicKey().asByteArray())));
        assertThat(jdk.verify(signature)).isTrue();
        assertThat(root.generateDataKeyPairWithoutPlaintext(r -> r.keyId(key).keyPairSpec("ECC_SECG_P256K1"))
                        .publicKey()
                        .asByteArray())
                .isNotEmpty();
        assertThat(refusal(() -> root.generateDataKeyPair(r -> r.keyId(key).keyPairSpec("SM2"))))
                .startsWith("UnsupportedOperationException");
    }

    @Test
    void aKeyDoesWhatItIsForAlone() {
        String signs = key("ECC_NIST_P256", "SIGN_VERIFY");
        String encrypts = key("RSA_2048", "ENCRYPT_DECRYPT");
        assertThat(refusal(() -> root.encrypt(r -> r.keyId(signs).plaintext(MESSAGE))))
                .isEqualTo("InvalidKeyUsageException: " + signs
                        + " key usage is SIGN_VERIFY which is not valid for Encrypt.");
        assertThat(refusal(() -> sign(encrypts, "RSASSA_PSS_SHA_256", "RAW", MESSAGE)))
                .isEqualTo("InvalidKeyUsageException: " + encrypts
                        + " key usage is ENCRYPT_DECRYPT which is not valid for Sign.");
        assertThat(refusal(() -> sign(signs, "ECDSA_SHA_512", "RAW", MESSAGE)))
                .isEqualTo("InvalidKeyUsageException: Algorithm ECDSA_SHA_512 is incompatible with key spec"
                        + " ECC_NIST_P256.");
        String noDataKeys = "InvalidKeyUsageException: You cannot generate a data key with an asymmetric CMK";
        assertThat(refusal(() -> root.generateDataKey(r -> r.keyId(encrypts).keySpec(DataKeySpec.AES_256))))
                .isEqualTo(noDataKeys);
        try (S3Client s3 = gateway.client(S3Client.builder().forcePathStyle(true), TestingGateway.ROOT)) {
            s3.createBucket(r -> r.bucket("sealed"));
            assertThat(refusal(() -> s3.putObject(
                            r -> r.bucket("sealed")
                                    .key("k")
                                    .serverSideEncryption("aws:kms")
                                    .ssekmsKeyId(encrypts),
                            RequestBody.fromString("x"))))
                    .isEqualTo("KMS." + noDataKeys);
        }
        String symmetric = root.createKey().keyMetadata().arn();
        assertThat(refusal(() -> root.getPublicKey(r -> r.keyId(symmetric))))
                .startsWith("UnsupportedOperationException");
        assertThat(refusal(() -> root.enableKeyRotation(r -> r.keyId(signs))))
                .startsWith("UnsupportedOperationException");
        assertThat(refusal(() -> root.createKey(r -> r.keySpec("ECC_NIST_P256").keyUsage("ENCRYPT_DECRYPT"))))
                .isEqualTo(
                        "ValidationException: KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256");
        assertThat(refusal(() -> root.createKey(r -> r.keySpec("ECC_NIST_P256").keyUsage("KEY_AGREEMENT"))))
                .isEqualTo("UnsupportedOperationException: KeyUsage KEY_AGREEMENT is not supported.");
    }

    /** A ciphertext in the form of a symmetric key's, of a key that may be used, lends no permission for another key. */
    @Test
    void policiesAskForTheAlgorithmAndTheKeyThatDecrypts() {
        String mine = key("RSA_2048", "ENCRYPT_DECRYPT");
        String others = key("RSA_2048", "ENCRYPT_DECRYPT");
        String signs = key("ECC_NIST_P256", "SIGN_VERIFY");
        String policy = """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"kms:Decrypt","Resource":"%s","Condition":{"StringEquals":{"kms:EncryptionAlgorithm":"RSAES_OAEP_SHA_256"}}},
                 {"Effect":"Allow","Action":"kms:Sign","Resource":"*","Condition":{"StringEquals":{"kms:SigningAlgorithm":"ECDSA_SHA_256","kms:MessageType":"RAW"}}}]}""".formatted(mine);
        try (KmsClient user = gateway.client(KmsClient.builder(), gateway.user(policy))) {
            for (String key : new String[] {mine, others}) {
                for (String algorithm : new String[] {"RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1"}) {
                    SdkBytes sealed = root.encrypt(
                                    r -> r.keyId(key).plaintext(MESSAGE).encryptionAlgorithm(algorithm))
                            .ciphertextBlob();
                    String told = refusal(() -> user.decrypt(
                            r -> r.keyId(key).ciphertextBlob(sealed).encryptionAlgorithm(algorithm)));
                    assertThat(told)
                            .startsWith(
                                    key.equals(mine) && algorithm.endsWith("256") ? "none" : "AccessDeniedException");
                }
            }
            user.sign(r -> r.keyId(signs).signingAlgorithm("ECDSA_SHA_256").message(MESSAGE));
            assertThat(refusal(() -> user.sign(r -> r.keyId(signs)
                            .signingAlgorithm("ECDSA_SHA_256")
                            .messageType("DIGEST")
                            .message(SdkBytes.fromByteArray(new byte[32])))))
                    .startsWith("AccessDeniedException");
            assertThat(refusal(() -> user.getPublicKey(r -> r.keyId(signs)))).startsWith("AccessDeniedException");
            root.createGrant(r -> r.keyId(signs)
                    .granteePrincipal("arn:aws:iam::000000000000:user/limited")
                    .operationsWithStrings("GetPublicKey"));
            user.getPublicKey(r -> r.keyId(signs));
        }
    }
}

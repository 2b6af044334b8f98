package dev.postern.services.kms;

import dev.postern.model.kms.KeyUsage;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.Ciphertext;
import dev.postern.services.keyring.Keyring;
import dev.postern.services.keyring.Materials;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GenerateRandomRequest;
import software.amazon.awssdk.services.kms.model.GenerateRandomResponse;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

/**
 * What keys are for.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/kms-cryptography.html">Cryptography essentials</a>
 */
interface CryptographicOperations extends KmsOperations {
    @Override
    default EncryptResponse encrypt(EncryptRequest request) {
        return read(call -> {
            requireSymmetric(request.encryptionAlgorithm());
            KmsKey key = call.ready(
                    request.keyId(), KeyUsage.ENCRYPT_DECRYPT, "Encrypt", request.grantTokens(), request.dryRun());
            return EncryptResponse.builder()
                    .keyId(key.arn().toString())
                    .ciphertextBlob(seal(call, key, request.plaintext().asByteArray(), request.encryptionContext()))
                    .encryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
                    .build();
        });
    }

    @Override
    default DecryptResponse decrypt(DecryptRequest request) {
        return read(call -> {
            requireSymmetric(request.encryptionAlgorithm());
            Opened opened = open(call, request.ciphertextBlob(), request.keyId(), request.encryptionContext());
            call.requireTokens(request.grantTokens());
            KmsOperations.refuseDryRun(request.dryRun());
            return DecryptResponse.builder()
                    .keyId(opened.key().arn().toString())
                    .plaintext(opened.plain())
                    .encryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
                    .build();
        });
    }

    @Override
    default ReEncryptResponse reEncrypt(ReEncryptRequest request) {
        return read(call -> {
            requireSymmetric(request.sourceEncryptionAlgorithm());
            requireSymmetric(request.destinationEncryptionAlgorithm());
            Opened opened =
                    open(call, request.ciphertextBlob(), request.sourceKeyId(), request.sourceEncryptionContext());
            KmsKey to = call.ready(
                    request.destinationKeyId(),
                    KeyUsage.ENCRYPT_DECRYPT,
                    "ReEncrypt",
                    request.grantTokens(),
                    request.dryRun());
            return ReEncryptResponse.builder()
                    .ciphertextBlob(
                            seal(call, to, opened.plain().asByteArray(), request.destinationEncryptionContext()))
                    .sourceKeyId(opened.key().arn().toString())
                    .keyId(to.arn().toString())
                    .sourceEncryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
                    .destinationEncryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
                    .build();
        });
    }

    @Override
    default GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
        return read(call -> {
            int bytes = DataKeys.bytes(request.keySpecAsString(), request.numberOfBytes());
            KmsKey key = call.ready(
                    request.keyId(),
                    KeyUsage.ENCRYPT_DECRYPT,
                    "GenerateDataKey",
                    request.grantTokens(),
                    request.dryRun());
            byte[] plain = Materials.random(call.context().ids(), bytes);
            return GenerateDataKeyResponse.builder()
                    .keyId(key.arn().toString())
                    .plaintext(SdkBytes.fromByteArrayUnsafe(plain))
                    .ciphertextBlob(seal(call, key, plain, request.encryptionContext()))
                    .build();
        });
    }

    @Override
    default GenerateDataKeyWithoutPlaintextResponse generateDataKeyWithoutPlaintext(
            GenerateDataKeyWithoutPlaintextRequest request) {
        return read(call -> {
            int bytes = DataKeys.bytes(request.keySpecAsString(), request.numberOfBytes());
            KmsKey key = call.ready(
                    request.keyId(),
                    KeyUsage.ENCRYPT_DECRYPT,
                    "GenerateDataKeyWithoutPlaintext",
                    request.grantTokens(),
                    request.dryRun());
            byte[] plain = Materials.random(call.context().ids(), bytes);
            return GenerateDataKeyWithoutPlaintextResponse.builder()
                    .keyId(key.arn().toString())
                    .ciphertextBlob(seal(call, key, plain, request.encryptionContext()))
                    .build();
        });
    }

    @Override
    default GenerateRandomResponse generateRandom(GenerateRandomRequest request) {
        if (request.numberOfBytes() == null) {
            throw KmsError.VALIDATION.of("NumberOfBytes is required.");
        }
        return read(call -> GenerateRandomResponse.builder()
                .plaintext(SdkBytes.fromByteArrayUnsafe(
                        Materials.random(call.context().ids(), request.numberOfBytes())))
                .build());
    }

    /** What a ciphertext held, and by which key. */
    record Opened(KmsKey key, SdkBytes plain) {}

    private static Opened open(
            KmsCall call, @Nullable SdkBytes blob, @Nullable String keyId, Map<String, String> context) {
        Ciphertext ciphertext = Optional.ofNullable(blob)
                .map(SdkBytes::asByteArray)
                .flatMap(Ciphertext::parse)
                .orElseThrow(() -> KmsError.INVALID_CIPHERTEXT.of(""));
        KmsKey key = ciphertext
                .key()
                .in(call.snapshot())
                .filter(found -> found.scope().region().equals(call.context().region()))
                .orElseThrow(() -> KmsError.ACCESS_DENIED.of(
                        "The ciphertext refers to a customer master key that does not exist, does not exist in this"
                                + " region, or you are not allowed to access."));
        if (keyId != null && !call.key(keyId).equals(key)) {
            throw KmsError.INCORRECT_KEY.of(
                    "The key ID in the request does not identify a CMK that can perform this operation.");
        }
        Keyring.usable(key);
        return ciphertext
                .decrypt(key, context)
                .map(plain -> new Opened(key, SdkBytes.fromByteArrayUnsafe(plain)))
                .orElseThrow(() -> KmsError.INVALID_CIPHERTEXT.of(""));
    }

    private static SdkBytes seal(KmsCall call, KmsKey key, byte[] plain, Map<String, String> context) {
        String nonce = call.context().ids().hex(Ciphertext.NONCE_DIGITS);
        return SdkBytes.fromByteArrayUnsafe(Ciphertext.encrypt(key, plain, context, nonce));
    }

    private static void requireSymmetric(@Nullable EncryptionAlgorithmSpec algorithm) {
        if (algorithm != null && algorithm != EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT) {
            throw KmsError.INVALID_KEY_USAGE.of(
                    "Algorithm " + algorithm + " is incompatible with key spec SYMMETRIC_DEFAULT.");
        }
    }
}

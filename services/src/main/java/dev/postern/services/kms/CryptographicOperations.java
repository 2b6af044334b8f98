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
            KmsKey key = call.ready(
                    request.keyId(), KeyUsage.ENCRYPT_DECRYPT, "Encrypt", request.grantTokens(), request.dryRun());
            String algorithm = algorithm(key, request.encryptionAlgorithmAsString(), request.encryptionContext());
            return EncryptResponse.builder()
                    .keyId(key.arn().toString())
                    .ciphertextBlob(
                            seal(call, key, algorithm, request.plaintext().asByteArray(), request.encryptionContext()))
                    .encryptionAlgorithm(algorithm)
                    .build();
        });
    }

    @Override
    default DecryptResponse decrypt(DecryptRequest request) {
        return read(call -> {
            Opened opened = open(
                    call,
                    "Decrypt",
                    request.encryptionAlgorithmAsString(),
                    request.ciphertextBlob(),
                    request.keyId(),
                    request.encryptionContext());
            call.requireTokens(request.grantTokens());
            KmsOperations.refuseDryRun(request.dryRun());
            return DecryptResponse.builder()
                    .keyId(opened.key().arn().toString())
                    .plaintext(opened.plain())
                    .encryptionAlgorithm(opened.algorithm())
                    .build();
        });
    }

    @Override
    default ReEncryptResponse reEncrypt(ReEncryptRequest request) {
        return read(call -> {
            Opened opened = open(
                    call,
                    "ReEncrypt",
                    request.sourceEncryptionAlgorithmAsString(),
                    request.ciphertextBlob(),
                    request.sourceKeyId(),
                    request.sourceEncryptionContext());
            Map<String, String> context = request.destinationEncryptionContext();
            KmsKey to = call.ready(
                    request.destinationKeyId(),
                    KeyUsage.ENCRYPT_DECRYPT,
                    "ReEncrypt",
                    request.grantTokens(),
                    request.dryRun());
            String algorithm = algorithm(to, request.destinationEncryptionAlgorithmAsString(), context);
            return ReEncryptResponse.builder()
                    .ciphertextBlob(seal(call, to, algorithm, opened.plain().asByteArray(), context))
                    .sourceKeyId(opened.key().arn().toString())
                    .keyId(to.arn().toString())
                    .sourceEncryptionAlgorithm(opened.algorithm())
                    .destinationEncryptionAlgorithm(algorithm)
                    .build();
        });
    }

    @Override
    default GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
        return read(call -> {
            int bytes = DataKeys.bytes(request.keySpecAsString(), request.numberOfBytes());
            KmsKey key = call.encrypting(request.keyId(), "GenerateDataKey", request.grantTokens(), request.dryRun());
            byte[] plain = Materials.random(call.context().ids(), bytes);
            return GenerateDataKeyResponse.builder()
                    .keyId(key.arn().toString())
                    .plaintext(SdkBytes.fromByteArrayUnsafe(plain))
                    .ciphertextBlob(call.seal(key, plain, request.encryptionContext()))
                    .build();
        });
    }

    @Override
    default GenerateDataKeyWithoutPlaintextResponse generateDataKeyWithoutPlaintext(
            GenerateDataKeyWithoutPlaintextRequest request) {
        return read(call -> {
            int bytes = DataKeys.bytes(request.keySpecAsString(), request.numberOfBytes());
            KmsKey key = call.encrypting(
                    request.keyId(), "GenerateDataKeyWithoutPlaintext", request.grantTokens(), request.dryRun());
            byte[] plain = Materials.random(call.context().ids(), bytes);
            return GenerateDataKeyWithoutPlaintextResponse.builder()
                    .keyId(key.arn().toString())
                    .ciphertextBlob(call.seal(key, plain, request.encryptionContext()))
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
    record Opened(KmsKey key, String algorithm, SdkBytes plain) {}

    private static Opened open(
            KmsCall call,
            String operation,
            @Nullable String algorithm,
            @Nullable SdkBytes blob,
            @Nullable String keyId,
            Map<String, String> context) {
        if (algorithm == null || algorithm.equals(Algorithms.SYMMETRIC)) {
            return open(call, blob, keyId, context);
        }
        if (keyId == null) {
            throw KmsError.VALIDATION.of("A key ID is required with the algorithm " + algorithm + ".");
        }
        KmsKey key = Keyring.suited(Keyring.usable(call.key(keyId)), KeyUsage.ENCRYPT_DECRYPT, operation);
        byte[] sealed = blob == null ? new byte[0] : blob.asByteArray();
        byte[] plain = PairCiphers.decrypt(key, algorithm(key, algorithm, context), sealed);
        return new Opened(key, algorithm, SdkBytes.fromByteArrayUnsafe(plain));
    }

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
        if (!Keyring.usable(key).isSymmetric()) {
            throw KmsError.INVALID_CIPHERTEXT.of("");
        }
        return ciphertext
                .decrypt(key, context)
                .map(plain -> new Opened(key, Algorithms.SYMMETRIC, SdkBytes.fromByteArrayUnsafe(plain)))
                .orElseThrow(() -> KmsError.INVALID_CIPHERTEXT.of(""));
    }

    private static SdkBytes seal(
            KmsCall call, KmsKey key, String algorithm, byte[] plain, Map<String, String> context) {
        if (!key.isSymmetric()) {
            return SdkBytes.fromByteArrayUnsafe(PairCiphers.encrypt(key, algorithm, plain));
        }
        return call.seal(key, plain, context);
    }

    /** The algorithm that is asked for, if the key has it. */
    private static String algorithm(KmsKey key, @Nullable String asked, Map<String, String> context) {
        String algorithm = Algorithms.require(key, asked == null ? Algorithms.SYMMETRIC : asked);
        if (!key.isSymmetric() && !context.isEmpty()) {
            throw KmsError.VALIDATION.of("An encryption context is incompatible with key spec "
                    + key.kind().spec() + ".");
        }
        return algorithm;
    }
}

package dev.postern.services.kms;

import dev.postern.model.kms.KeySpec;
import dev.postern.model.kms.KeyUsage;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.KeyPairs;
import dev.postern.services.keyring.Keyring;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.SignResponse;
import software.amazon.awssdk.services.kms.model.VerifyRequest;
import software.amazon.awssdk.services.kms.model.VerifyResponse;

/**
 * Pairs of keys: what they sign, and new ones for those who ask.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/symmetric-asymmetric.html">Asymmetric keys in AWS KMS</a>
 */
interface PairOperations extends KmsOperations {
    @Override
    default SignResponse sign(SignRequest request) {
        return read(call -> {
            KmsKey key =
                    call.ready(request.keyId(), KeyUsage.SIGN_VERIFY, "Sign", request.grantTokens(), request.dryRun());
            byte[] signature = new Signatures(
                            key,
                            request.signingAlgorithmAsString(),
                            request.messageTypeAsString(),
                            request.message().asByteArray())
                    .sign();
            return SignResponse.builder()
                    .keyId(key.arn().toString())
                    .signature(SdkBytes.fromByteArrayUnsafe(signature))
                    .signingAlgorithm(request.signingAlgorithmAsString())
                    .build();
        });
    }

    @Override
    default VerifyResponse verify(VerifyRequest request) {
        return read(call -> {
            KmsKey key = call.ready(
                    request.keyId(), KeyUsage.SIGN_VERIFY, "Verify", request.grantTokens(), request.dryRun());
            boolean valid = new Signatures(
                            key,
                            request.signingAlgorithmAsString(),
                            request.messageTypeAsString(),
                            request.message().asByteArray())
                    .verify(request.signature().asByteArray());
            if (!valid) {
                throw KmsError.INVALID_SIGNATURE.of("");
            }
            return VerifyResponse.builder()
                    .keyId(key.arn().toString())
                    .signatureValid(true)
                    .signingAlgorithm(request.signingAlgorithmAsString())
                    .build();
        });
    }

    @Override
    @SuppressWarnings("deprecation") // clients still look for the older name of the key's spec
    default GetPublicKeyResponse getPublicKey(GetPublicKeyRequest request) {
        return read(call -> {
            KmsKey key = Keyring.usable(call.key(request.keyId()));
            call.requireTokens(request.grantTokens());
            String bits = key.current()
                    .publicKey()
                    .orElseThrow(() -> KmsError.UNSUPPORTED_OPERATION.of(
                            key.arn() + " has KeySpec " + key.kind().spec() + ", which has no public key."));
            GetPublicKeyResponse.Builder answer = GetPublicKeyResponse.builder()
                    .keyId(key.arn().toString())
                    .publicKey(SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(bits)))
                    .keySpec(key.kind().spec().name())
                    .customerMasterKeySpec(key.kind().spec().name())
                    .keyUsage(key.kind().usage().name());
            List<String> algorithms = Algorithms.of(key.kind());
            return key.kind().usage() == KeyUsage.SIGN_VERIFY
                    ? answer.signingAlgorithmsWithStrings(algorithms).build()
                    : answer.encryptionAlgorithmsWithStrings(algorithms).build();
        });
    }

    @Override
    default GenerateDataKeyPairResponse generateDataKeyPair(GenerateDataKeyPairRequest request) {
        return read(call -> {
            KeySpec spec = spec(request.keyPairSpecAsString());
            KmsKey key =
                    call.encrypting(request.keyId(), "GenerateDataKeyPair", request.grantTokens(), request.dryRun());
            NewPair pair = NewPair.of(call, key, spec, request.encryptionContext());
            return GenerateDataKeyPairResponse.builder()
                    .keyId(key.arn().toString())
                    .keyPairSpec(request.keyPairSpecAsString())
                    .publicKey(pair.publicKey())
                    .privateKeyPlaintext(pair.plain())
                    .privateKeyCiphertextBlob(pair.sealed())
                    .build();
        });
    }

    @Override
    default GenerateDataKeyPairWithoutPlaintextResponse generateDataKeyPairWithoutPlaintext(
            GenerateDataKeyPairWithoutPlaintextRequest request) {
        return read(call -> {
            KeySpec spec = spec(request.keyPairSpecAsString());
            KmsKey key = call.encrypting(
                    request.keyId(), "GenerateDataKeyPairWithoutPlaintext", request.grantTokens(), request.dryRun());
            NewPair pair = NewPair.of(call, key, spec, request.encryptionContext());
            return GenerateDataKeyPairWithoutPlaintextResponse.builder()
                    .keyId(key.arn().toString())
                    .keyPairSpec(request.keyPairSpecAsString())
                    .publicKey(pair.publicKey())
                    .privateKeyCiphertextBlob(pair.sealed())
                    .build();
        });
    }

    /** A pair for who asks for one, which is kept nowhere here. */
    record NewPair(SdkBytes publicKey, SdkBytes plain, SdkBytes sealed) {
        static NewPair of(KmsCall call, KmsKey key, KeySpec spec, Map<String, String> context) {
            KeyPair pair = KeyPairs.generate(spec);
            byte[] plain = pair.getPrivate().getEncoded();
            return new NewPair(
                    SdkBytes.fromByteArrayUnsafe(pair.getPublic().getEncoded()),
                    SdkBytes.fromByteArrayUnsafe(plain),
                    call.seal(key, plain, context));
        }
    }

    private static KeySpec spec(@Nullable String name) {
        return Arrays.stream(KeySpec.values())
                .filter(one -> one.isPair() && one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> KmsError.UNSUPPORTED_OPERATION.of("KeyPairSpec " + name + " is not supported."));
    }
}

package dev.postern.services.kms;

import dev.postern.model.kms.KeySpec;
import dev.postern.model.kms.KeyUsage;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.Ciphertext;
import dev.postern.services.keyring.KeyPairs;
import dev.postern.services.keyring.Keyring;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
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
            byte[] signature = Signatures.of(
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
            boolean valid = Signatures.of(
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
            if (key.kind().usage() == KeyUsage.SIGN_VERIFY) {
                answer.signingAlgorithmsWithStrings(
                        Signatures.algorithms(key.kind().spec()));
            } else {
                answer.encryptionAlgorithmsWithStrings(
                        PairCiphers.algorithms(key.kind().spec()));
            }
            return answer.build();
        });
    }

    @Override
    default GenerateDataKeyPairResponse generateDataKeyPair(GenerateDataKeyPairRequest request) {
        return read(call -> {
            KeySpec spec = spec(request.keyPairSpecAsString());
            KmsKey key =
                    call.encrypting(request.keyId(), "GenerateDataKeyPair", request.grantTokens(), request.dryRun());
            KeyPair pair = KeyPairs.generate(spec);
            byte[] plain = pair.getPrivate().getEncoded();
            String nonce = call.context().ids().hex(Ciphertext.NONCE_DIGITS);
            return GenerateDataKeyPairResponse.builder()
                    .keyId(key.arn().toString())
                    .keyPairSpec(request.keyPairSpecAsString())
                    .publicKey(SdkBytes.fromByteArrayUnsafe(pair.getPublic().getEncoded()))
                    .privateKeyPlaintext(SdkBytes.fromByteArrayUnsafe(plain))
                    .privateKeyCiphertextBlob(SdkBytes.fromByteArrayUnsafe(
                            Ciphertext.encrypt(key, plain, request.encryptionContext(), nonce)))
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
            KeyPair pair = KeyPairs.generate(spec);
            String nonce = call.context().ids().hex(Ciphertext.NONCE_DIGITS);
            return GenerateDataKeyPairWithoutPlaintextResponse.builder()
                    .keyId(key.arn().toString())
                    .keyPairSpec(request.keyPairSpecAsString())
                    .publicKey(SdkBytes.fromByteArrayUnsafe(pair.getPublic().getEncoded()))
                    .privateKeyCiphertextBlob(SdkBytes.fromByteArrayUnsafe(Ciphertext.encrypt(
                            key, pair.getPrivate().getEncoded(), request.encryptionContext(), nonce)))
                    .build();
        });
    }

    private static KeySpec spec(@Nullable String name) {
        return Arrays.stream(KeySpec.values())
                .filter(one -> one.isPair() && one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> KmsError.UNSUPPORTED_OPERATION.of("KeyPairSpec " + name + " is not supported."));
    }
}

package dev.postern.services.kms;

import dev.postern.model.kms.KeyUsage;
import dev.postern.model.kms.KmsKey;
import java.security.MessageDigest;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.GenerateMacRequest;
import software.amazon.awssdk.services.kms.model.GenerateMacResponse;
import software.amazon.awssdk.services.kms.model.VerifyMacRequest;
import software.amazon.awssdk.services.kms.model.VerifyMacResponse;

/**
 * Codes that authenticate messages.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html">HMAC keys in AWS KMS</a>
 */
interface MacOperations extends KmsOperations {
    @Override
    default GenerateMacResponse generateMac(GenerateMacRequest request) {
        return read(call -> {
            KmsKey key = call.ready(
                    request.keyId(),
                    KeyUsage.GENERATE_VERIFY_MAC,
                    "GenerateMac",
                    request.grantTokens(),
                    request.dryRun());
            byte[] code = MacCodes.of(
                    key, request.macAlgorithmAsString(), request.message().asByteArray());
            return GenerateMacResponse.builder()
                    .keyId(key.arn().toString())
                    .mac(SdkBytes.fromByteArrayUnsafe(code))
                    .macAlgorithm(request.macAlgorithmAsString())
                    .build();
        });
    }

    @Override
    default VerifyMacResponse verifyMac(VerifyMacRequest request) {
        return read(call -> {
            KmsKey key = call.ready(
                    request.keyId(),
                    KeyUsage.GENERATE_VERIFY_MAC,
                    "VerifyMac",
                    request.grantTokens(),
                    request.dryRun());
            byte[] code = MacCodes.of(
                    key, request.macAlgorithmAsString(), request.message().asByteArray());
            if (!MessageDigest.isEqual(code, request.mac().asByteArray())) {
                throw KmsError.INVALID_MAC.of("");
            }
            return VerifyMacResponse.builder()
                    .keyId(key.arn().toString())
                    .macValid(true)
                    .macAlgorithm(request.macAlgorithmAsString())
                    .build();
        });
    }
}

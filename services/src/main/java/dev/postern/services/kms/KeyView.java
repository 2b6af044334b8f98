package dev.postern.services.kms;

import dev.postern.model.kms.KmsKey;
import java.util.List;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.OriginType;

/** A key as requests see it. */
final class KeyView {
    private KeyView() {}

    @SuppressWarnings("deprecation") // clients still look for the older name of the key's spec
    static KeyMetadata of(KmsKey key) {
        KeyMetadata.Builder metadata = KeyMetadata.builder()
                .awsAccountId(key.scope().account().value())
                .keyId(key.id())
                .arn(key.arn().toString())
                .creationDate(key.createdAt())
                .enabled(key.isEnabled())
                .description(key.description())
                .keyUsage(key.kind().usage().name())
                .keyState(state(key))
                .origin(OriginType.AWS_KMS)
                .keyManager(key.keeper() == KmsKey.Keeper.AWS ? KeyManagerType.AWS : KeyManagerType.CUSTOMER)
                .customerMasterKeySpec(key.kind().spec().name())
                .keySpec(key.kind().spec().name())
                .multiRegion(false);
        List<String> algorithms = Algorithms.of(key.kind());
        switch (key.kind().usage()) {
            case ENCRYPT_DECRYPT -> metadata.encryptionAlgorithmsWithStrings(algorithms);
            case SIGN_VERIFY -> metadata.signingAlgorithmsWithStrings(algorithms);
            case GENERATE_VERIFY_MAC -> metadata.macAlgorithmsWithStrings(algorithms);
        }
        if (key.status() instanceof KmsKey.PendingDeletion(var at)) {
            metadata.deletionDate(at);
        }
        return metadata.build();
    }

    static KeyState state(KmsKey key) {
        return switch (key.status()) {
            case KmsKey.Enabled _ -> KeyState.ENABLED;
            case KmsKey.Disabled _ -> KeyState.DISABLED;
            case KmsKey.PendingDeletion _ -> KeyState.PENDING_DELETION;
        };
    }
}

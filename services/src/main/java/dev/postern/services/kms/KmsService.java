package dev.postern.services.kms;

import dev.postern.services.authorization.Authorizer;
import dev.postern.storage.Cloud;

/**
 * AWS KMS: symmetric keys that encrypt up to four KiB and data keys, pairs that encrypt or sign, and keys that authenticate messages, by
 * their policies and grants. Agreement on keys, imported material, custom key stores and keys of several Regions are refused.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html">AWS KMS API reference</a>
 */
public final class KmsService
        implements KeyOperations,
                RotationOperations,
                PolicyOperations,
                AliasOperations,
                GrantOperations,
                CryptographicOperations,
                MacOperations,
                PairOperations,
                TagOperations {
    private final Cloud cloud;
    private final Authorizer authorizer;

    /**
     * The service on a cloud's keys.
     *
     * @param authorizer decides whether who writes a key's policy could write the next one
     */
    public KmsService(Cloud cloud, Authorizer authorizer) {
        this.cloud = cloud;
        this.authorizer = authorizer;
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public Authorizer authorizer() {
        return authorizer;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

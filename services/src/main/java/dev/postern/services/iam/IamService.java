package dev.postern.services.iam;

import dev.postern.storage.Cloud;

/**
 * AWS IAM. Its operations are the overridden methods of the SDK's interface, grouped by what they act on.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html">IAM API reference</a>
 */
public final class IamService
        implements UserOperations,
                UserPolicyOperations,
                GroupOperations,
                GroupPolicyOperations,
                AccessKeyOperations,
                RoleOperations,
                RolePolicyOperations,
                InstanceProfileOperations,
                PolicyOperations,
                PolicyVersionOperations,
                AccountOperations,
                AccountSettingOperations,
                OidcProviderOperations,
                SamlProviderOperations,
                ServiceCredentialOperations,
                ServiceLinkedRoleOperations,
                SimulationOperations {
    private final Cloud cloud;

    public IamService(Cloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

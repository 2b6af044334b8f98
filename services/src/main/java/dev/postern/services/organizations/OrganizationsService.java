package dev.postern.services.organizations;

import dev.postern.storage.Cloud;

/**
 * AWS Organizations, as far as accounts, organizational units and the policies are concerned that decide requests.
 *
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/APIReference/Welcome.html">AWS Organizations API reference</a>
 */
public final class OrganizationsService
        implements OrganizationOperations,
                AccountOperations,
                UnitOperations,
                PolicyOperations,
                AttachmentOperations,
                HandshakeOperations,
                TagOperations {
    private final Cloud cloud;
    private final NewAccounts newAccounts;

    public OrganizationsService(Cloud cloud, NewAccounts newAccounts) {
        this.cloud = cloud;
        this.newAccounts = newAccounts;
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public NewAccounts newAccounts() {
        return newAccounts;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

package dev.postern.services.ec2;

import dev.postern.storage.Cloud;

/**
 * Amazon EC2. An operation exists because its method is overridden in this class or in those that it extends; all others
 * answer that they are not supported.
 */
public final class Ec2Service extends InsightsOperations {
    public Ec2Service(Cloud cloud, Host host, Quotas quotas) {
        super(cloud, host, quotas);
    }
}

package dev.postern.services.organizations;

import dev.postern.model.Tags;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.PolicyType;

/** The policies that AWS maintains: each organization has them, and nobody can change them. */
final class AwsPolicies {
    private AwsPolicies() {}

    static OrganizationPolicy of(PolicyType type) {
        return new OrganizationPolicy(
                type.awsId(), "aws", type, type.awsName(), type.awsDescription(), type.awsContent(), Tags.NONE);
    }

    static boolean isOne(OrganizationPolicy policy) {
        return policy.id().equals(policy.type().awsId());
    }
}

package dev.postern.policy;

import java.util.List;
import java.util.Optional;

/**
 * All policies that take part in a decision.
 *
 * @param identity those of the user or role; the root user needs none
 * @param boundary the permissions boundary; if there is one, it must allow
 * @param session the policy passed when the role was assumed; if there is one, it must allow
 * @param endpoint the policy of the VPC endpoint through which the request came
 * @param resource the policy of the resource
 * @param serviceControl the levels of the caller's organization; each must allow
 * @param resourceControl the levels of the organization of the resource; each must allow
 */
public record PolicyLayers(
        List<NamedPolicy> identity,
        Optional<NamedPolicy> boundary,
        Optional<NamedPolicy> session,
        Optional<EndpointPolicy> endpoint,
        ResourceSide resource,
        List<ControlLevel> serviceControl,
        List<ControlLevel> resourceControl) {
    public PolicyLayers {
        identity = List.copyOf(identity);
        serviceControl = List.copyOf(serviceControl);
        resourceControl = List.copyOf(resourceControl);
    }

    /** Those without an organization's. */
    public PolicyLayers(
            List<NamedPolicy> identity,
            Optional<NamedPolicy> boundary,
            Optional<NamedPolicy> session,
            Optional<EndpointPolicy> endpoint,
            ResourceSide resource) {
        this(identity, boundary, session, endpoint, resource, List.of(), List.of());
    }

    /** Only identity-based policies. */
    public static PolicyLayers ofIdentity(List<NamedPolicy> identity) {
        return new PolicyLayers(identity, Optional.empty(), Optional.empty(), Optional.empty(), ResourceSide.NONE);
    }

    /**
     * With what organizations say.
     *
     * @param ofCaller the levels of the caller's
     * @param ofResource the levels of the resource's
     */
    public PolicyLayers withControls(List<ControlLevel> ofCaller, List<ControlLevel> ofResource) {
        return new PolicyLayers(identity, boundary, session, endpoint, resource, ofCaller, ofResource);
    }

    public PolicyLayers withResource(ResourceSide side) {
        return new PolicyLayers(identity, boundary, session, endpoint, side, serviceControl, resourceControl);
    }

    public PolicyLayers withEndpoint(EndpointPolicy policy) {
        return new PolicyLayers(
                identity, boundary, session, Optional.of(policy), resource, serviceControl, resourceControl);
    }

    public PolicyLayers withBoundary(NamedPolicy policy) {
        return new PolicyLayers(
                identity, Optional.of(policy), session, endpoint, resource, serviceControl, resourceControl);
    }

    public PolicyLayers withSession(NamedPolicy policy) {
        return new PolicyLayers(
                identity, boundary, Optional.of(policy), endpoint, resource, serviceControl, resourceControl);
    }

    /**
     * A VPC endpoint's policy.
     *
     * @param gateway whether the endpoint is a gateway endpoint, in whose policy an account means its root user only
     */
    public record EndpointPolicy(NamedPolicy policy, boolean gateway) {}

    /** What the resource itself says. */
    public sealed interface ResourceSide {
        ResourceSide NONE = new NoPolicy();
    }

    /** The resource has no policy. */
    public record NoPolicy() implements ResourceSide {}

    /** A resource-based policy: in the same account, this or an identity-based policy allows. */
    public record ResourceBased(NamedPolicy policy) implements ResourceSide {}

    /**
     * A resource of S3 with an access control list beside its policy. A list only grants.
     *
     * @param policy the side without the list
     * @param policyAllows whether the policy can allow: it cannot where its author does not own the resource
     * @param grant what in the list grants the action to the caller, if anything does
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html">How Amazon S3
     *     authorizes a request</a>
     */
    public record Listed(ResourceSide policy, boolean policyAllows, Optional<Grant> grant) implements ResourceSide {}

    /**
     * A grant of an access control list.
     *
     * @param reach an account by its canonical id, or directly everybody
     */
    public record Grant(StatementReference by, Reach reach) {}

    /** A role's trust policy: it must allow in any case. */
    public record Trust(NamedPolicy policy) implements ResourceSide {}

    /** A key's policy and grants: one of them must allow in any case. */
    public record KeyBased(List<NamedPolicy> policies) implements ResourceSide {
        public KeyBased {
            policies = List.copyOf(policies);
        }
    }
}

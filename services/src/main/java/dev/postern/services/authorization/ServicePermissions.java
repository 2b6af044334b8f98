package dev.postern.services.authorization;

import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What the operations of one service need of their callers' policies, and how the service tells a refusal. S3 has none of these: it
 * asks for its permissions itself, where it knows the object.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html">
 *     Actions, resources, and condition keys for AWS services</a>
 */
public interface ServicePermissions {
    /** The service's name in actions, {@code ec2}. */
    String service();

    /**
     * The permissions that a request needs, all of them; none if everybody may ask.
     *
     * @param operation as AWS spells it, {@code DescribeVpcs}
     */
    List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request);

    /**
     * The permissions that an operation needs where no more is known of the request than what it acts on.
     *
     * @param resource an ARN or an id
     */
    default List<Check> neededOn(Snapshot snapshot, RequestContext context, String operation, String resource) {
        return List.of(Check.of(service() + ":" + operation, resource));
    }

    /** Whether an operation takes requests that nobody signed: then what they say must tell who may. */
    default boolean isOpen(String operation) {
        return false;
    }

    /** The owner and the policy of a resource that can have one; empty where the resource can have none, or is not there. */
    default Optional<ResourcePolicy> policyOf(Snapshot snapshot, String resource) {
        return Optional.empty();
    }

    /** What policies can allow beside the service's operations. */
    default Set<String> otherActions() {
        return Set.of();
    }

    /** The service's error for a permission that is not there. */
    ApiException refusal(Decision decision, Check check);
}

package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;

/**
 * That a principal may connect endpoints to an endpoint service.
 *
 * @param scope the service's
 * @param principal the ARN of an account's root user, of a user or of a role; or a star for everybody
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions">Manage
 *     permissions</a>
 */
public record EndpointServicePermission(
        Scope scope, EndpointServicePermissionId id, EndpointServiceId service, String principal, Tags tags)
        implements Ec2Resource {
    /** The principal that is everybody. */
    public static final String EVERYBODY = "*";

    @Override
    public String key() {
        return id.value();
    }

    public EndpointServicePermission withTags(Tags newTags) {
        return new EndpointServicePermission(scope, id, service, principal, newTags);
    }
}

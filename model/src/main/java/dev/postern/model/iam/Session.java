package dev.postern.model.iam;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * Temporary credentials of a role. Looked up by access key id in the whole cloud.
 *
 * @param accessKeyId {@code ASIA...}
 * @param expiresAt from then on they are refused
 * @param ec2InstanceId the instance to which an instance profile delivered them, if so
 * @param delivery how they came to that instance; unknown of those that earlier versions delivered
 * @param traits what was said of the session when it began, if anything
 */
public record Session(
        String accessKeyId,
        String secret,
        String token,
        AccountId account,
        String rolePath,
        String roleName,
        String roleId,
        String sessionName,
        Optional<String> sessionPolicy,
        Instant issuedAt,
        Instant expiresAt,
        Optional<String> ec2InstanceId,
        Optional<RoleDelivery> delivery,
        Optional<SessionTraits> traits)
        implements IamResource {
    @Override
    public String toString() {
        return "Session[" + accessKeyId + "]"; // never the secret
    }

    @Override
    public String key() {
        return accessKeyId;
    }

    @Override
    public Scope scope() {
        return Scope.GLOBAL;
    }
}

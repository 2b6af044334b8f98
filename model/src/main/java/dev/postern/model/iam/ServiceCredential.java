package dev.postern.model.iam;

import dev.postern.model.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * A name and password, or an API key, of a user for one service. What is secret of it is nowhere: no service here takes it.
 *
 * @param userName the user's
 * @param loginName the name that goes with the secret; it stays when the user is renamed
 * @param expiresAt from when it is expired; empty if it never is
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredential.html">ServiceSpecificCredential</a>
 */
public record ServiceCredential(
        Scope scope,
        String id,
        String userName,
        String serviceName,
        String loginName,
        boolean active,
        Instant createdAt,
        Optional<Instant> expiresAt)
        implements IamResource {
    @Override
    public String key() {
        return id;
    }

    public ServiceCredential withUserName(String newUserName) {
        return new ServiceCredential(scope, id, newUserName, serviceName, loginName, active, createdAt, expiresAt);
    }

    public ServiceCredential withActive(boolean newActive) {
        return new ServiceCredential(scope, id, userName, serviceName, loginName, newActive, createdAt, expiresAt);
    }
}

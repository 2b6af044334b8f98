package dev.postern.model.iam;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * A long-term access key, of a user or of an account's root. Keys are looked up by id in the whole cloud, so they
 * exist in {@link Scope#GLOBAL}.
 *
 * @param userName the user; empty for root
 */
public record AccessKey(
        String id, AccountId account, Optional<String> userName, String secret, boolean active, Instant createdAt)
        implements IamResource {
    @Override
    public String toString() {
        return "AccessKey[" + id + "]"; // never the secret
    }

    @Override
    public String key() {
        return id;
    }

    @Override
    public Scope scope() {
        return Scope.GLOBAL;
    }

    public AccessKey withUserName(Optional<String> newUserName) {
        return new AccessKey(id, account, newUserName, secret, active, createdAt);
    }

    public AccessKey withActive(boolean newActive) {
        return new AccessKey(id, account, userName, secret, newActive, createdAt);
    }
}

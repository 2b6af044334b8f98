package dev.postern.model.iam;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Optional;

/**
 * Temporary credentials of a user, or of an account's root: their own, as GetSessionToken gives them, or those of somebody else for
 * whom they stand, as GetFederationToken does. Looked up by access key id in the whole cloud.
 *
 * @param accessKeyId {@code ASIA...}
 * @param user who asked for them; empty for root
 * @param federation for whom they are; empty when for the user
 * @param expiresAt from then on they are refused
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html">Compare AWS STS credentials</a>
 */
public record UserSession(
        String accessKeyId,
        String secret,
        String token,
        AccountId account,
        Optional<Holder> user,
        Optional<Federation> federation,
        Instant issuedAt,
        Instant expiresAt)
        implements IamResource {
    /**
     * The user who asked for credentials.
     *
     * @param id {@code AIDA...}
     * @param name at that time
     */
    public record Holder(String id, String name) {}

    /**
     * A federated user.
     *
     * @param policy all policies that were passed, as one; without any, nothing is allowed but what resources' policies allow
     * @param tags the session tags
     */
    public record Federation(String name, Optional<String> policy, Tags tags) {}

    @Override
    public String toString() {
        return "UserSession[" + accessKeyId + "]"; // never the secret
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

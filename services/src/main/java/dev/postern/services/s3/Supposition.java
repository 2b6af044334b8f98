package dev.postern.services.s3;

import dev.postern.policy.Decision;
import dev.postern.wire.ApiException;
import java.util.Optional;

/**
 * What would be decided on a request.
 *
 * @param decision of the policies; where they allow and the key of KMS that encrypts the object may not be used, the decision on that; empty where they are not asked: the request is refused before, or the bucket has a public
 *     policy and admits nobody but its own account
 * @param refused what S3 answers before it asks any policy
 * @param listing where the object is not there: whether the caller may list the bucket, without which S3 does not tell them so
 * @param locked what S3 answers though the policies allow it, as the version is locked
 */
public record Supposition(
        Optional<Decision> decision,
        Optional<ApiException> refused,
        Optional<Decision> listing,
        Optional<ApiException> locked) {
    /** Whether the bucket's public policy admits only its own account. */
    public boolean restricted() {
        return decision.isEmpty() && refused.isEmpty();
    }
}

package dev.postern.services.s3;

import dev.postern.policy.Decision;
import dev.postern.wire.ApiException;
import java.util.Optional;

/**
 * What would be decided on a request.
 *
 * @param atPoint where the request comes through an access point that lets it pass, the decision on that
 * @param decision of the policies; where they allow and the key of KMS that encrypts the object may not be used, the decision on that;
 *     empty where they are not asked, since the request is refused before
 * @param barrier what refuses it before any policy is asked
 * @param refused what S3 answers before it asks any policy
 * @param listing where the object is not there: whether the caller may list the bucket, without which S3 does not tell them so
 * @param locked what S3 answers though the policies allow it, as the version is locked
 * @param archived the same as the object is archived, and its content cannot be read
 */
public record Supposition(
        Optional<Decision> atPoint,
        Optional<Decision> decision,
        Optional<Barrier> barrier,
        Optional<ApiException> refused,
        Optional<Decision> listing,
        Optional<ApiException> locked,
        Optional<ApiException> archived) {
    /** Of a request that S3 refuses before. */
    static Supposition refused(ApiException error) {
        return new Supposition(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(error),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}

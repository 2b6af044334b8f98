package dev.postern.services.s3;

import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.PublicAccess;

/**
 * Whether a bucket policy is public.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status">
 *     The meaning of "public"</a>
 */
final class PublicPolicy {
    boolean isPublic(String document) {
        try {
            return isPublic(Policy.parse(document, PolicyKind.BUCKET));
        } catch (MalformedPolicyException e) {
            return true; // it was parsed when it was put; if it cannot be read now, nobody should pass because of it
        }
    }

    boolean isPublic(Policy policy) {
        return !PublicAccess.of(policy).isEmpty();
    }
}

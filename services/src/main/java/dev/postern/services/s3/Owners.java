package dev.postern.services.s3;

import dev.postern.model.AccountId;
import dev.postern.model.s3.Bucket;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.Owner;

/** An account's canonical user id: 64 hex digits that S3 shows in place of the account's number. */
final class Owners {
    private Owners() {}

    static Owner of(AccountId account) {
        return Owner.builder().id(canonicalId(account)).build();
    }

    /** Refuses a request whose bucket is somebody else's than a header says. */
    static void requireExpected(S3Call call, String header, Bucket bucket) {
        Optional<String> expected = call.header(header);
        if (expected.isPresent() && !AccountId.isValid(expected.get())) {
            throw S3Error.INVALID_BUCKET_OWNER.with();
        }
        if (expected.isPresent() && !expected.get().equals(bucket.owner().value())) {
            throw S3Error.ACCESS_DENIED.with();
        }
    }

    static String canonicalId(AccountId account) {
        return account.canonicalUserId();
    }
}

package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import java.util.Optional;

/**
 * Who owns what is put into a bucket, and whether access control lists say anything. A bucket without ownership controls is one
 * of the time before there were any: its objects are their writers'.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html">Controlling ownership of
 *     objects and disabling ACLs</a>
 */
enum Ownership {
    ENFORCED("BucketOwnerEnforced"),
    PREFERRED("BucketOwnerPreferred"),
    WRITER("ObjectWriter");

    private final String wireName;

    Ownership(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    static Optional<Ownership> find(String wireName) {
        for (Ownership one : values()) {
            if (one.wireName.equals(wireName)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    static Ownership of(Bucket bucket) {
        return bucket.ownershipControls().flatMap(Ownership::find).orElse(WRITER);
    }

    boolean usesLists() {
        return this != ENFORCED;
    }
}

package dev.postern.services.s3;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import dev.postern.wire.s3.S3Address;
import java.util.Optional;

/**
 * What a request's address leads to: a bucket by its name, or one behind an access point.
 *
 * @param address the same with the bucket's own name, where it led to an access point
 * @param bucket what it names, if that exists
 * @param point through which the request comes
 */
record Aim(S3Address address, Optional<Bucket> bucket, Optional<AccessPoint> point) {
    static Aim of(Snapshot snapshot, S3Address address) {
        Optional<String> name = address.bucket();
        if (name.isEmpty()) {
            return new Aim(address, Optional.empty(), Optional.empty());
        }
        if (address.accessPoint()) {
            return AccessPoint.labelled(snapshot, name.get(), address.region())
                    .or(() -> AccessPoint.aliased(snapshot, name.get()))
                    .map(point -> through(snapshot, address, point))
                    .orElse(new Aim(address, Optional.empty(), Optional.empty()));
        }
        Optional<Bucket> bucket = snapshot.find(Bucket.class, Scope.GLOBAL, name.get());
        // At names of this machine an access point is not told from a bucket by the host.
        return bucket.map(found -> new Aim(address, bucket, Optional.empty()))
                .or(() -> AccessPoint.aliased(snapshot, name.get())
                        .or(() -> address.region().isPresent()
                                ? Optional.empty()
                                : AccessPoint.labelled(snapshot, name.get(), Optional.empty()))
                        .map(point -> through(snapshot, address, point)))
                .orElse(new Aim(address, Optional.empty(), Optional.empty()));
    }

    private static Aim through(Snapshot snapshot, S3Address address, AccessPoint point) {
        return new Aim(
                new S3Address(Optional.of(point.bucket()), address.key(), address.region()),
                behind(snapshot, point),
                Optional.of(point));
    }

    /** The bucket of an access point; another account's of the same name is none. */
    static Optional<Bucket> behind(Snapshot snapshot, AccessPoint point) {
        return snapshot.find(Bucket.class, Scope.GLOBAL, point.bucket())
                .filter(bucket -> bucket.owner().equals(point.bucketAccount()));
    }

    /** Refuses the host of an access point that is not there. */
    void requireThere() {
        if (address.accessPoint()) {
            throw S3Error.NO_SUCH_ACCESS_POINT.with(
                    "AccessPointName", address.bucket().orElse(""));
        }
    }
}

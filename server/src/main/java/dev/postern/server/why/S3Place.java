package dev.postern.server.why;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import java.util.Optional;

/**
 * What of S3 is asked about: {@code s3://BUCKET}, {@code s3://BUCKET/KEY}, {@code s3://BUCKET/KEY?versionId=ID}, an ARN, or an access
 * point by its ARN or, in place of a bucket, its alias.
 *
 * @param name the bucket's, or the access point's alias
 * @param version of the object; empty for the one that the key has now
 * @param point the access point through which it is asked for
 */
record S3Place(Optional<String> name, Optional<String> key, Optional<String> version, Optional<AccessPoint> point) {
    static final S3Place NONE = new S3Place(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final String ARN = "arn:aws:s3:::";
    private static final String POINT = ":accesspoint/";
    private static final String URI = "s3://";
    private static final String VERSION = "?versionId=";

    /** @throws CannotAnswer if it is no resource of S3, or an access point that is not there */
    static S3Place of(Snapshot snapshot, String resource) {
        int versionAt = resource.startsWith(URI) ? resource.lastIndexOf(VERSION) : -1;
        String whole = versionAt < 0 ? resource : resource.substring(0, versionAt);
        Optional<String> version =
                versionAt < 0 ? Optional.empty() : Optional.of(resource.substring(versionAt + VERSION.length()));
        Optional<AccessPoint> byArn = whole.contains(POINT) ? Optional.of(point(snapshot, whole)) : Optional.empty();
        String path = byArn.map(point -> point.alias()
                        + whole.substring(point.arn().toString().length()).replaceFirst("^/object/", "/"))
                .orElseGet(() -> path(whole));
        String[] parts = path.split("/", 2);
        Optional<String> key = parts.length > 1 && !parts[0].isEmpty() && !parts[1].isEmpty()
                ? Optional.of(parts[1])
                : Optional.empty();
        if (version.isPresent() && key.isEmpty()) {
            throw new CannotAnswer("a version is one of an object: say s3://BUCKET/KEY" + VERSION + "ID");
        }
        return new S3Place(Optional.of(parts[0]), key, version, byArn.or(() -> aliased(snapshot, parts[0])));
    }

    static boolean isUri(String resource) {
        return resource.startsWith(URI);
    }

    /** As a request's path has it: a bucket of that name is meant before an access point. */
    private static Optional<AccessPoint> aliased(Snapshot snapshot, String name) {
        return snapshot.find(Bucket.class, Scope.GLOBAL, name).isPresent()
                ? Optional.empty()
                : AccessPoint.aliased(snapshot, name);
    }

    /** The bucket, where it exists. */
    Optional<Bucket> bucket(Snapshot snapshot) {
        return point.map(AccessPoint::bucket).or(() -> name).flatMap(n -> snapshot.find(Bucket.class, Scope.GLOBAL, n));
    }

    String arn() {
        return point.map(found -> found.resource(key.orElse("")))
                .orElse(ARN + name.orElse("*") + key.map(k -> "/" + k).orElse(""));
    }

    private static AccessPoint point(Snapshot snapshot, String arn) {
        return Arn.parse(arn)
                .flatMap(parsed -> AccessPoint.at(snapshot, parsed))
                .orElseThrow(() -> new CannotAnswer("there is no access point " + arn));
    }

    private static String path(String resource) {
        for (String start : new String[] {URI, ARN}) {
            if (resource.startsWith(start) && resource.length() > start.length()) {
                return resource.substring(start.length());
            }
        }
        throw new CannotAnswer("\"" + resource + "\" is no resource of S3: say s3://BUCKET, s3://BUCKET/KEY or an ARN");
    }
}

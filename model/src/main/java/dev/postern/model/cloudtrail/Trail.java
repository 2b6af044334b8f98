package dev.postern.model.cloudtrail;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Optional;

/**
 * A trail: the events that it selects are delivered to a bucket.
 *
 * @param scope its account and home Region
 * @param prefix of the files' keys; may be empty
 * @param globalEvents whether events of services without a Region are among them
 * @param multiRegion whether events of all Regions are
 * @param logging whether it delivers now
 * @param startedAt when it was last started
 * @param stoppedAt when it was last stopped
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html">Trail</a>
 */
public record Trail(
        Scope scope,
        String name,
        String bucket,
        String prefix,
        boolean globalEvents,
        boolean multiRegion,
        boolean logging,
        Optional<Instant> startedAt,
        Optional<Instant> stoppedAt,
        EventSelectors selectors,
        Tags tags,
        Instant createdAt)
        implements CloudTrailResource {
    @Override
    public String key() {
        return name;
    }

    public Arn arn() {
        return arn(scope, name);
    }

    /** The ARN of a trail of a name. */
    public static Arn arn(Scope scope, String name) {
        return Arn.of("cloudtrail", scope, "trail/" + name);
    }

    /** What the keys of its files begin with. */
    public String folder() {
        return (prefix.isEmpty() ? "" : prefix + "/") + "AWSLogs/" + scope.account() + "/";
    }

    /** The same where it delivers from now on, or no longer. */
    public Trail logging(boolean from, Instant now) {
        return new Trail(
                scope,
                name,
                bucket,
                prefix,
                globalEvents,
                multiRegion,
                from,
                from ? Optional.of(now) : startedAt,
                from ? stoppedAt : Optional.of(now),
                selectors,
                tags,
                createdAt);
    }

    /** The same with other selectors. */
    public Trail with(EventSelectors other) {
        return new Trail(
                scope,
                name,
                bucket,
                prefix,
                globalEvents,
                multiRegion,
                logging,
                startedAt,
                stoppedAt,
                other,
                tags,
                createdAt);
    }

    /** The same with other tags. */
    public Trail with(Tags other) {
        return new Trail(
                scope,
                name,
                bucket,
                prefix,
                globalEvents,
                multiRegion,
                logging,
                startedAt,
                stoppedAt,
                selectors,
                other,
                createdAt);
    }

    /** The same that delivers elsewhere, or other events. */
    public Trail to(String otherBucket, String otherPrefix, boolean global, boolean everywhere) {
        return new Trail(
                scope,
                name,
                otherBucket,
                otherPrefix,
                global,
                everywhere,
                logging,
                startedAt,
                stoppedAt,
                selectors,
                tags,
                createdAt);
    }
}

package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;

/**
 * A launch template: what launches have in common, in versions.
 *
 * @param name of which there is one in an account's Region
 * @param createdBy the ARN of who made it
 * @param defaultVersion the number of the version that a launch takes which says none
 * @param latestVersion the number of the version made last, which may be deleted: numbers are not given again
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplate.html">LaunchTemplate</a>
 */
public record LaunchTemplate(
        Scope scope,
        LaunchTemplateId id,
        String name,
        Instant createdAt,
        String createdBy,
        long defaultVersion,
        long latestVersion,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public LaunchTemplate withDefaultVersion(long number) {
        return new LaunchTemplate(scope, id, name, createdAt, createdBy, number, latestVersion, tags);
    }

    public LaunchTemplate withLatestVersion(long number) {
        return new LaunchTemplate(scope, id, name, createdAt, createdBy, defaultVersion, number, tags);
    }

    public LaunchTemplate withTags(Tags newTags) {
        return new LaunchTemplate(scope, id, name, createdAt, createdBy, defaultVersion, latestVersion, newTags);
    }
}

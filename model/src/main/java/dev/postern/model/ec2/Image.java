package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;

/**
 * A machine image that was imported. The images that come with Postern are not stored: they are the same everywhere.
 *
 * @param rootFilesystem the name of its root filesystem among compute's images
 */
public record Image(
        Scope scope,
        ImageId id,
        String name,
        String description,
        String architecture,
        String rootFilesystem,
        Instant createdAt,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public Image withTags(Tags newTags) {
        return new Image(scope, id, name, description, architecture, rootFilesystem, createdAt, newTags);
    }
}

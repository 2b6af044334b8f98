package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.regex.Pattern;

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
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9()\\[\\] ./'@_-]{3,128}");

    @Override
    public String key() {
        return id.value();
    }

    /**
     * Whether an image may have a name.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html">RegisterImage</a>
     */
    public static boolean isValidName(String name) {
        return NAME.matcher(name).matches();
    }

    public Image withTags(Tags newTags) {
        return new Image(scope, id, name, description, architecture, rootFilesystem, createdAt, newTags);
    }
}

package dev.postern.model.ec2;

import dev.postern.model.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * A version of a launch template. It never changes.
 *
 * @param number 1 for the first
 * @param createdBy the ARN of who made it
 * @param data what it says of launches: a JSON object by the names that AWS's model has for the members
 */
public record LaunchTemplateVersion(
        Scope scope,
        LaunchTemplateId template,
        long number,
        Optional<String> description,
        Instant createdAt,
        String createdBy,
        String data)
        implements Ec2Resource {
    @Override
    public String key() {
        return key(template, number);
    }

    /** The key of a version. */
    public static String key(LaunchTemplateId template, long number) {
        return template + "/" + number;
    }
}

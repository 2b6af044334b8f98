package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Optional;

/**
 * An instance's root volume: its disk, which lives from launch to termination.
 *
 * @param device as {@code /dev/xvda}
 * @param volumeType as {@code gp2}; gp3 where nothing else was asked for
 */
public record Volume(
        Scope scope,
        VolumeId id,
        InstanceId instanceId,
        String device,
        int sizeGib,
        Optional<String> volumeType,
        String availabilityZone,
        Instant createdAt,
        Tags tags)
        implements Ec2Resource {
    /** The root device of all images. */
    public static final String ROOT_DEVICE = "/dev/xvda";

    /** What a root volume has of which nobody says more. */
    public static final int SIZE_GIB = 8;

    public static final String TYPE = "gp3";

    /** What a gp3 volume has unless more is asked for. */
    public static final int IOPS = 3000;

    /** In MiB a second. */
    public static final int THROUGHPUT = 125;

    @Override
    public String key() {
        return id.value();
    }

    /** As EC2 names it. */
    public String type() {
        return volumeType.orElse(TYPE);
    }

    /** How many operations a second a volume does unless more is asked for; none where AWS does not say. */
    public static Optional<Integer> iops(String type, int sizeGib) {
        return switch (type) {
            case TYPE -> Optional.of(IOPS);
            case "gp2" -> Optional.of(Math.max(100, 3 * sizeGib));
            default -> Optional.empty();
        };
    }

    /** How many MiB a second it does; none where AWS does not say. */
    public static Optional<Integer> throughput(String type) {
        return type.equals(TYPE) ? Optional.of(THROUGHPUT) : Optional.empty();
    }

    public Volume withTags(Tags newTags) {
        return new Volume(scope, id, instanceId, device, sizeGib, volumeType, availabilityZone, createdAt, newTags);
    }
}

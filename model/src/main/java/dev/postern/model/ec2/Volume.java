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
    @Override
    public String key() {
        return id.value();
    }

    public Volume withTags(Tags newTags) {
        return new Volume(scope, id, instanceId, device, sizeGib, volumeType, availabilityZone, createdAt, newTags);
    }
}

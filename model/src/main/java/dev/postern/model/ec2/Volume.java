package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;

/**
 * An instance's root volume: its disk, which lives from launch to termination.
 *
 * @param device as {@code /dev/xvda}
 */
public record Volume(
        Scope scope,
        VolumeId id,
        InstanceId instanceId,
        String device,
        int sizeGib,
        String availabilityZone,
        Instant createdAt,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public Volume withTags(Tags newTags) {
        return new Volume(scope, id, instanceId, device, sizeGib, availabilityZone, createdAt, newTags);
    }
}

package dev.postern.services.ec2;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.Volume;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/** The root volumes of instances. */
final class Volumes {
    static final int SIZE_GIB = 8;
    static final String TYPE = "gp3";

    private Volumes() {}

    static DescribeVolumesResponse describe(Call call, DescribeVolumesRequest request) {
        Page.refuseWithIds(request.volumeIds(), request.maxResults(), "volumeIdsSet");
        List<Volume> found = new Filters<Volume>()
                .one("attachment.attach-time", Volume::createdAt)
                .one("attachment.delete-on-termination", v -> true)
                .one("attachment.device", Volume::device)
                .one("attachment.instance-id", Volume::instanceId)
                .one("attachment.status", v -> "attached")
                .one("availability-zone", Volume::availabilityZone)
                .one("create-time", Volume::createdAt)
                .one("encrypted", v -> false)
                .one("multi-attach-enabled", v -> false)
                .one("size", Volume::sizeGib)
                .some(
                        "availability-zone-id",
                        v -> AvailabilityZone.named(call.region(), v.availabilityZone())
                                .map(AvailabilityZone::id))
                .one("fast-restored", v -> false)
                .one("operator.managed", v -> false)
                .none("operator.principal", "snapshot-id")
                .one("status", v -> "in-use")
                .one("volume-id", Volume::id)
                .one("volume-type", v -> TYPE)
                .tags(Volume::tags)
                .apply(request.filters(), Noun.VOLUME.select(call, request.volumeIds()));
        Page<Volume> page = Page.of(found, Volume::key, request.maxResults(), request.nextToken(), 5);
        return DescribeVolumesResponse.builder()
                .volumes(page.items().stream().map(Volumes::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** An instance's root volume; none when it is terminated. */
    static Optional<Volume> of(Snapshot snapshot, Instance instance) {
        return snapshot.all(Volume.class).in(instance.scope()).stream()
                .filter(v -> v.instanceId().equals(instance.id()))
                .findFirst();
    }

    private static software.amazon.awssdk.services.ec2.model.Volume view(Volume volume) {
        VolumeAttachment attachment = VolumeAttachment.builder()
                .volumeId(volume.key())
                .instanceId(volume.instanceId().value())
                .device(volume.device())
                .attachTime(volume.createdAt())
                .deleteOnTermination(true)
                .state("attached")
                .build();
        return software.amazon.awssdk.services.ec2.model.Volume.builder()
                .volumeId(volume.key())
                .availabilityZone(volume.availabilityZone())
                .createTime(volume.createdAt())
                .encrypted(false)
                .multiAttachEnabled(false)
                .size(volume.sizeGib())
                .state("in-use")
                .volumeType(TYPE)
                .iops(3000)
                .throughput(125)
                .attachments(attachment)
                .tags(TagRules.view(volume.tags()))
                .build();
    }
}

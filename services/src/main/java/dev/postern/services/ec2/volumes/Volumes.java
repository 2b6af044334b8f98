package dev.postern.services.ec2.volumes;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.Volume;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/** The root volumes of instances. */
public final class Volumes {
    private Volumes() {}

    /** Checks what a launch asks of its root volume: what would not be shown again is refused. */
    public static void check(EbsBlockDevice ebs) {
        if (Boolean.FALSE.equals(ebs.deleteOnTermination())) {
            throw Ec2Error.UNSUPPORTED.of("A root volume goes with its instance here.");
        }
        if (Boolean.TRUE.equals(ebs.encrypted()) || ebs.kmsKeyId() != null) {
            throw Ec2Error.UNSUPPORTED.of("Encrypted volumes are not available here.");
        }
        String type = ebs.volumeTypeAsString() == null ? Volume.TYPE : ebs.volumeTypeAsString();
        switch (type) {
            case "gp2", "gp3", "standard" -> {}
            case "io1", "io2" ->
                throw Ec2Error.UNSUPPORTED.of("Volumes of the type " + type + " are not available here.");
            case "st1", "sc1" -> throw Ec2Error.BOOT_VOLUME_TYPE.of(type);
            default ->
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Value (" + type + ") for parameter volumeType is invalid. Unknown volume type.");
        }
        boolean other = (ebs.iops() != null && ebs.iops() != Volume.IOPS)
                || (ebs.throughput() != null && ebs.throughput() != Volume.THROUGHPUT);
        if (other) {
            throw Ec2Error.UNSUPPORTED.of(
                    "A volume has " + Volume.IOPS + " IOPS and " + Volume.THROUGHPUT + " MiB/s here.");
        }
    }

    static DescribeVolumesResponse describe(Ec2Call call, DescribeVolumesRequest request) {
        Ec2Page.refuseWithIds(request.volumeIds(), request.maxResults(), "volumeSet");
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
                .one("volume-type", Volume::type)
                .tags(Volume::tags)
                .apply(request.filters(), Noun.VOLUME.select(call, request.volumeIds()));
        Ec2Page<Volume> page = Ec2Page.of(
                found, Volume::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeVolumesResponse.builder()
                .volumes(page.items().stream().map(Volumes::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** An instance's root volume; none when it is terminated. */
    public static Optional<Volume> of(Snapshot snapshot, Instance instance) {
        return snapshot.by(Indexes.VOLUMES_BY_INSTANCE, instance.id()).values().stream()
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
        String type = volume.type();
        return software.amazon.awssdk.services.ec2.model.Volume.builder()
                .volumeId(volume.key())
                .availabilityZone(volume.availabilityZone())
                .createTime(volume.createdAt())
                .encrypted(false)
                .multiAttachEnabled(false)
                .operator(o -> o.managed(false))
                .size(volume.sizeGib())
                .state("in-use")
                .volumeType(type)
                .iops(Volume.iops(type, volume.sizeGib()).orElse(null))
                .throughput(Volume.throughput(type).orElse(null))
                .attachments(attachment)
                .tags(TagRules.view(volume.tags()))
                .build();
    }
}

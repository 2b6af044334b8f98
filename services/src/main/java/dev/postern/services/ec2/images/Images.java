package dev.postern.services.ec2.images;

import dev.postern.model.AccountId;
import dev.postern.model.Tags;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.ec2.Image;
import dev.postern.model.ec2.ImageId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Volume;
import dev.postern.services.ec2.call.Attributes;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.TagRules;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.DescribeImageAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImageAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.LaunchPermission;

/**
 * Machine images: those that come with Postern, and those that were imported.
 *
 * @param architecture the host's, which is that of the images that come with Postern
 */
public record Images(String architecture) {
    /**
     * An image of either kind.
     *
     * @param owner an account
     * @param alias {@code amazon} for its images
     */
    public record Ami(
            ImageId id,
            String name,
            String description,
            String architecture,
            AccountId owner,
            Optional<String> alias,
            boolean isPublic,
            Instant createdAt,
            Tags tags) {}

    /** The image that a launch names. */
    public Ami require(Ec2Call call, @Nullable String id) {
        if (id == null) {
            throw Ec2Error.MISSING_PARAMETER.of("ImageId");
        }
        if (id.startsWith(BuiltInImage.RESOLVE)) {
            return named(call, id);
        }
        if (!ResourceId.isWellFormed(ImageId.PREFIX, id)) {
            throw Ec2Error.AMI_MALFORMED.of(id);
        }
        return all(call).stream()
                .filter(ami -> ami.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> Ec2Error.AMI_NOT_FOUND.of(id));
    }

    /**
     * The image that a parameter names.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html">
     *     Reference AMIs using Systems Manager parameters</a>
     */
    private Ami named(Ec2Call call, String reference) {
        String parameter = reference.substring(BuiltInImage.RESOLVE.length());
        String name = parameter.endsWith(":1") ? parameter.substring(0, parameter.length() - 2) : parameter;
        return BuiltInImage.behind(name, call.region(), architecture)
                .map(image -> require(call, image.value()))
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + reference
                        + ") for parameter imageId is invalid. The Systems Manager parameter was not found."));
    }

    /** The architecture of an image that may be gone by now. */
    public String architectureOf(Ec2Call call, ImageId id) {
        return all(call).stream()
                .filter(ami -> ami.id().equals(id))
                .map(Ami::architecture)
                .findFirst()
                .orElse(architecture);
    }

    DescribeImagesResponse describe(Ec2Call call, DescribeImagesRequest request) {
        Ec2Page.refuseWithIds(request.imageIds(), request.maxResults(), "imageIdsSet");
        List<Ami> chosen = request.imageIds().isEmpty()
                ? all(call)
                : request.imageIds().stream().map(id -> require(call, id)).toList();
        List<Ami> owned = chosen.stream()
                .filter(ami -> request.owners().isEmpty()
                        || request.owners().stream().anyMatch(owner -> isOwner(call, ami, owner)))
                .filter(ami ->
                        request.executableUsers().isEmpty() || isExecutable(call, ami, request.executableUsers()))
                .toList();
        List<Ami> found = filters().apply(request.filters(), owned);
        Ec2Page<Ami> page = Ec2Page.of(
                found,
                ami -> ami.id().value(),
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                1);
        return DescribeImagesResponse.builder()
                .images(page.items().stream().map(Images::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    DescribeImageAttributeResponse describeAttribute(Ec2Call call, DescribeImageAttributeRequest request) {
        Ami ami = require(call, request.imageId());
        DescribeImageAttributeResponse.Builder response =
                DescribeImageAttributeResponse.builder().imageId(ami.id().value());
        switch (String.valueOf(request.attributeAsString())) {
            case "description" -> response.description(Attributes.of(ami.description()));
            case "launchPermission" ->
                response.launchPermissions(
                        ami.isPublic()
                                ? List.of(
                                        LaunchPermission.builder().group("all").build())
                                : List.of());
            case "blockDeviceMapping" -> response.blockDeviceMappings(rootDevice());
            default ->
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + request.attributeAsString()
                        + ") for parameter attribute is invalid. Unknown attribute.");
        }
        return response.build();
    }

    private List<Ami> all(Ec2Call call) {
        return Stream.concat(
                        Stream.of(BuiltInImage.values()).map(image -> builtIn(call, image)),
                        call.all(Image.class).stream()
                                .map(image -> new Ami(
                                        image.id(),
                                        image.name(),
                                        image.description(),
                                        image.architecture(),
                                        image.scope().account(),
                                        Optional.empty(),
                                        false,
                                        image.createdAt(),
                                        image.tags())))
                .toList();
    }

    private Ami builtIn(Ec2Call call, BuiltInImage image) {
        return new Ami(
                image.id(call.region()),
                image.name(architecture),
                image.description(),
                architecture,
                image.owner(),
                Optional.of("amazon").filter(_ -> image.owner().equals(AccountId.AMAZON)),
                true,
                BuiltInImage.RELEASED,
                Tags.NONE);
    }

    private static boolean isOwner(Ec2Call call, Ami ami, String owner) {
        return switch (owner) {
            case "self" -> ami.owner().equals(call.scope().account());
            case "amazon" -> ami.alias().isPresent();
            default -> ami.owner().value().equals(owner);
        };
    }

    private static boolean isExecutable(Ec2Call call, Ami ami, List<String> users) {
        boolean own = ami.owner().equals(call.scope().account());
        return (users.contains("all") && ami.isPublic()) || (users.contains("self") && own);
    }

    private static Filters<Ami> filters() {
        return new Filters<Ami>()
                .one("architecture", Ami::architecture)
                .one("block-device-mapping.delete-on-termination", a -> true)
                .one("block-device-mapping.device-name", a -> Volume.ROOT_DEVICE)
                .one("block-device-mapping.volume-size", a -> Volume.SIZE_GIB)
                .one("block-device-mapping.volume-type", a -> Volume.TYPE)
                .one("block-device-mapping.encrypted", a -> false)
                .one("creation-date", a -> date(a.createdAt()))
                .one("description", Ami::description)
                .one("ena-support", a -> true)
                .one("hypervisor", a -> "xen")
                .one("image-id", Ami::id)
                .one("image-type", a -> "machine")
                .one("is-public", Ami::isPublic)
                .one("free-tier-eligible", a -> true)
                .one("image-allowed", a -> true)
                .none(
                        "block-device-mapping.snapshot-id",
                        "kernel-id",
                        "platform",
                        "product-code",
                        "product-code.type",
                        "ramdisk-id",
                        "source-image-id",
                        "source-image-region",
                        "source-instance-id",
                        "sriov-net-support",
                        "state-reason-code",
                        "state-reason-message")
                .one("manifest-location", Images::location)
                .one("name", Ami::name)
                .some("owner-alias", Ami::alias)
                .one("owner-id", Ami::owner)
                .one("root-device-name", a -> Volume.ROOT_DEVICE)
                .one("root-device-type", a -> "ebs")
                .one("state", a -> "available")
                .one("virtualization-type", a -> "hvm")
                .tags(Ami::tags);
    }

    private static String location(Ami ami) {
        return ami.alias().orElse(ami.owner().value()) + "/" + ami.name();
    }

    /** As EC2 writes it: a string, with milliseconds. */
    private static String date(Instant instant) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(instant);
    }

    private static BlockDeviceMapping rootDevice() {
        return BlockDeviceMapping.builder()
                .deviceName(Volume.ROOT_DEVICE)
                .ebs(e -> e.deleteOnTermination(true)
                        .volumeSize(Volume.SIZE_GIB)
                        .volumeType(Volume.TYPE)
                        .encrypted(false))
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.Image view(Ami ami) {
        return software.amazon.awssdk.services.ec2.model.Image.builder()
                .imageId(ami.id().value())
                .name(ami.name())
                .description(ami.description().isEmpty() ? null : ami.description())
                .imageLocation(location(ami))
                .imageOwnerAlias(ami.alias().orElse(null))
                .ownerId(ami.owner().value())
                .publicLaunchPermissions(ami.isPublic())
                .architecture(ami.architecture())
                .creationDate(date(ami.createdAt()))
                .imageType("machine")
                .state("available")
                .platformDetails("Linux/UNIX")
                .usageOperation("RunInstances")
                .hypervisor("xen")
                .virtualizationType("hvm")
                .enaSupport(true)
                .rootDeviceName(Volume.ROOT_DEVICE)
                .rootDeviceType("ebs")
                .blockDeviceMappings(rootDevice())
                .tags(TagRules.view(ami.tags()))
                .build();
    }
}

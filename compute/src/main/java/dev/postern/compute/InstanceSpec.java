package dev.postern.compute;

import dev.postern.linux.InstanceNamespaces;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.ec2.Image;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NameServers;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Ip;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * All that is needed to boot an instance.
 *
 * @param boots which boot it is
 * @param namespaces the network namespace, and the user namespace that owns it
 * @param rootFilesystem a name in the {@link ImageStore}
 * @param hostName the private name
 * @param address the primary private address
 * @param names whom it asks for names
 * @param memoryBytes the most memory it may use, as its type has
 * @param rootVolumeBytes how much its disk holds
 */
public record InstanceSpec(
        InstanceId id,
        int boots,
        InstanceNamespaces namespaces,
        String rootFilesystem,
        String hostName,
        Ip address,
        NameServers names,
        long memoryBytes,
        long rootVolumeBytes) {
    private static final long GIBIBYTE = 1L << 30;
    /** What a file can be on ext4, which most data directories are on; the largest volumes are larger. */
    private static final long LARGEST_FILE_GIB = 16_383;

    /** The size of a root volume for which nothing else was asked. */
    static final long DEFAULT_VOLUME_BYTES = 8 * GIBIBYTE;

    private static final Set<String> SMALL = Set.of("nano", "micro", "small", "medium");

    /** The specification of an instance; none if its network is not in the snapshot. */
    public static Optional<InstanceSpec> of(Snapshot snapshot, Instance instance, InstanceNamespaces namespaces) {
        Optional<NetworkInterface> primary = snapshot.find(
                NetworkInterface.class,
                instance.scope(),
                instance.primaryInterface().value());
        Optional<Vpc> vpc =
                snapshot.find(Vpc.class, instance.scope(), instance.vpcId().value());
        if (primary.isEmpty() || vpc.isEmpty()) {
            return Optional.empty();
        }
        String image = snapshot.find(
                        Image.class, instance.scope(), instance.imageId().value())
                .map(Image::rootFilesystem)
                .orElseGet(() -> BuiltInImage.of(
                                instance.imageId().value(), instance.scope().region())
                        .orElse(BuiltInImage.SHARED)
                        .rootFilesystem());
        Ip address = primary.get().primaryIp();
        return Optional.of(new InstanceSpec(
                instance.id(),
                instance.boots(),
                namespaces,
                image,
                instance.hostName(address),
                address,
                NameServers.of(snapshot, vpc.get(), address.family()),
                memory(instance.instanceType()),
                rootVolume(snapshot, instance)));
    }

    private static long rootVolume(Snapshot snapshot, Instance instance) {
        return snapshot.by(Indexes.VOLUMES_BY_INSTANCE, instance.id()).values().stream()
                .mapToLong(volume -> Math.min(volume.sizeGib(), LARGEST_FILE_GIB) * GIBIBYTE)
                .findFirst()
                .orElse(DEFAULT_VOLUME_BYTES);
    }

    /**
     * The memory of a type. The burstable ones have the same in each size; of the others, it is what their family has for each
     * processor, which is right for the usual ones and a limit for all.
     *
     * @see <a href="https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html">Amazon EC2 instance types</a>
     */
    static long memory(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        String size = name.substring(name.indexOf('.') + 1);
        boolean burstable = name.startsWith("t");
        if (burstable || SMALL.contains(size)) {
            return switch (size) {
                case "nano" -> GIBIBYTE / 2;
                case "micro" -> GIBIBYTE;
                case "small" -> 2 * GIBIBYTE;
                case "medium" -> 4 * GIBIBYTE;
                case "large" -> 8 * GIBIBYTE;
                case "xlarge" -> 16 * GIBIBYTE;
                default -> 32 * GIBIBYTE;
            };
        }
        long processors = switch (size) {
            case "large" -> 2;
            case "xlarge" -> 4;
            default -> size.matches("[0-9]{1,3}xlarge") ? 4 * Long.parseLong(size.replace("xlarge", "")) : 96;
        };
        return processors
                * switch (name.charAt(0)) {
                    case 'c' -> 2 * GIBIBYTE;
                    case 'r', 'x', 'z', 'i', 'u' -> 8 * GIBIBYTE;
                    default -> 4 * GIBIBYTE;
                };
    }
}

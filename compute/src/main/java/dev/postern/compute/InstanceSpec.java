package dev.postern.compute;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Image;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.HostNames;
import dev.postern.model.net.Ip;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that is needed to boot an instance.
 *
 * @param boots which boot it is
 * @param namespace the network namespace, as a path
 * @param rootFilesystem a name in the {@link ImageStore}
 * @param hostName the private name
 * @param address the primary private address
 * @param resolver the VPC's resolver
 * @param memoryBytes the most memory it may use, if its type says so
 */
public record InstanceSpec(
        InstanceId id,
        int boots,
        Path namespace,
        String rootFilesystem,
        String hostName,
        Ip address,
        Ip resolver,
        OptionalLong memoryBytes) {
    private static final long GIBIBYTE = 1L << 30;

    /** The specification of an instance; none if its network is not in the snapshot. */
    public static Optional<InstanceSpec> of(Snapshot snapshot, Instance instance, Path namespace) {
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
                .orElse(ImageStore.DEFAULT);
        Ip address = primary.get().primaryIp();
        return Optional.of(new InstanceSpec(
                instance.id(),
                instance.boots(),
                namespace,
                image,
                HostNames.privateName(instance.scope().region(), address),
                address,
                vpc.get().resolver(),
                memory(instance.instanceType())));
    }

    String searchDomain() {
        return hostName.substring(hostName.indexOf('.') + 1);
    }

    /** The memory of the burstable types, which are the same in each size. Others are not limited. */
    private static OptionalLong memory(String type) {
        if (!type.toLowerCase(Locale.ROOT).matches("t[234][a-z]?\\..*")) {
            return OptionalLong.empty();
        }
        return switch (type.substring(type.indexOf('.') + 1)) {
            case "nano" -> OptionalLong.of(GIBIBYTE / 2);
            case "micro" -> OptionalLong.of(GIBIBYTE);
            case "small" -> OptionalLong.of(2 * GIBIBYTE);
            case "medium" -> OptionalLong.of(4 * GIBIBYTE);
            case "large" -> OptionalLong.of(8 * GIBIBYTE);
            case "xlarge" -> OptionalLong.of(16 * GIBIBYTE);
            default -> OptionalLong.empty();
        };
    }
}

package dev.postern.services.ec2.instances;

import dev.postern.model.Tags;
import dev.postern.model.ec2.AttachmentId;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Attributes;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.filtering.SecurityGroups;
import dev.postern.services.ec2.interfaces.Interfaces;
import dev.postern.services.ec2.interfaces.Ipv6Addresses;
import dev.postern.services.ec2.interfaces.NewAddresses;
import dev.postern.services.ec2.interfaces.Prefixes;
import dev.postern.services.ec2.interfaces.PublicAddresses;
import dev.postern.services.ec2.types.InstanceType;
import dev.postern.services.ec2.vpc.SubnetAddresses;
import dev.postern.services.ec2.vpc.Vpcs;
import dev.postern.services.fabric.FreeAddresses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/**
 * The interfaces of a launch: in which subnet, with which groups and addresses, given in one of the two ways in which a
 * request can say it.
 */
final class LaunchInterfaces {
    private static final long PREFIX_SIZE = 1L << (Family.IPV4.bits() - NetworkInterface.prefixLength(Family.IPV4));

    private final Ec2Call call;
    private final List<InstanceNetworkInterfaceSpecification> specifications;
    private final Map<SubnetId, SubnetAddresses> free = new HashMap<>();
    private final List<NewAddresses> made = new ArrayList<>();
    private final PublicAddresses publicAddresses;
    private final Subnet subnet;

    private LaunchInterfaces(Ec2Call call, List<InstanceNetworkInterfaceSpecification> specifications) {
        this.call = call;
        this.specifications = specifications;
        this.publicAddresses = PublicAddresses.of(call);
        this.subnet = subnetOf(specifications.getFirst());
    }

    static LaunchInterfaces of(Ec2Call call, RunInstancesRequest asked, InstanceType type) {
        RunInstancesRequest request = withoutBlanks(asked);
        String zone = zone(request);
        List<InstanceNetworkInterfaceSpecification> specifications =
                request.networkInterfaces().isEmpty()
                        ? List.of(flat(call, request, zone))
                        : nested(call, request, zone);
        LaunchInterfaces interfaces = new LaunchInterfaces(call, specifications);
        interfaces.checkLimits(type);
        interfaces.checkFamilies(type);
        if (zone != null && !interfaces.zone().equals(zone)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The availability zone '" + zone
                    + "' does not match the one of the subnet '" + interfaces.subnet.id() + "'.");
        }
        return interfaces;
    }

    /** Packer names an empty subnet, and means none. */
    private static RunInstancesRequest withoutBlanks(RunInstancesRequest request) {
        return request.toBuilder()
                .subnetId(orNull(request.subnetId()))
                .privateIpAddress(orNull(request.privateIpAddress()))
                .networkInterfaces(request.networkInterfaces().stream()
                        .map(one -> one.toBuilder()
                                .subnetId(orNull(one.subnetId()))
                                .networkInterfaceId(orNull(one.networkInterfaceId()))
                                .privateIpAddress(orNull(one.privateIpAddress()))
                                .build())
                        .toList())
                .build();
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** The zone that a request asks for; Terraform asks for an empty one when it means any. */
    private static @Nullable String zone(RunInstancesRequest request) {
        String zone = request.placement() == null ? null : request.placement().availabilityZone();
        return zone == null || zone.isEmpty() ? null : zone;
    }

    /** Of the primary interface. */
    Subnet subnet() {
        return subnet;
    }

    String zone() {
        return subnet.availabilityZone();
    }

    /** How many instances the subnet has addresses for, of those that are asked for. */
    int possible(int min, int max) {
        boolean pinned = specifications.stream()
                .anyMatch(s -> s.privateIpAddress() != null
                        || s.networkInterfaceId() != null
                        || !s.privateIpAddresses().isEmpty()
                        || !s.ipv6Addresses().isEmpty()
                        || !s.ipv4Prefixes().isEmpty()
                        || !s.ipv6Prefixes().isEmpty());
        if (pinned && max > 1) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "Network interfaces and private IP addresses can only be specified when launching one instance.");
        }
        int possible = max;
        Map<Subnet, Need> needed = new LinkedHashMap<>();
        specifications.stream()
                .filter(s -> s.networkInterfaceId() == null)
                .forEach(s ->
                        needed.merge(subnetOf(s), new Need(addresses(s), ipv4Prefixes(s) * PREFIX_SIZE), Need::plus));
        needed.keySet().removeIf(Subnet::ipv6Native);
        for (Map.Entry<Subnet, Need> need : needed.entrySet()) {
            long room = need.getValue().room(FreeAddresses.of(call.snapshot(), need.getKey()), pinned);
            if (room < min) {
                throw Ec2Error.NO_FREE_ADDRESSES.of(need.getKey().id());
            }
            possible = Math.toIntExact(Math.min(possible, room));
        }
        return possible;
    }

    /** What an instance takes of a subnet's IPv4 addresses, in prefixes and otherwise. */
    private record Need(long addresses, long inPrefixes) {
        Need plus(Need other) {
            return new Need(addresses + other.addresses, inPrefixes + other.inPrefixes);
        }

        /** For how many instances there is room: a prefix may be of what is reserved, and so may an address that is named. */
        long room(FreeAddresses free, boolean named) {
            long room = free.count() / (addresses + inPrefixes);
            return named ? room : Math.min(room, free.choosable() / addresses);
        }
    }

    /** How many private addresses a new interface takes. */
    private static long addresses(InstanceNetworkInterfaceSpecification specification) {
        Integer counted = specification.secondaryPrivateIpAddressCount();
        long named = specification.privateIpAddresses().stream()
                .filter(ip -> !Boolean.TRUE.equals(ip.primary()))
                .count();
        return 1 + named + (counted == null ? 0 : Math.max(0, counted));
    }

    private static long ipv4Prefixes(InstanceNetworkInterfaceSpecification specification) {
        return Prefixes.ipv4(specification.ipv4Prefixes(), specification.ipv4PrefixCount())
                .size();
    }

    private static long ipv6Prefixes(InstanceNetworkInterfaceSpecification specification) {
        return Prefixes.ipv6(specification.ipv6Prefixes(), specification.ipv6PrefixCount())
                .size();
    }

    private void checkLimits(InstanceType type) {
        if (specifications.size() > type.interfaces()) {
            throw Ec2Error.INTERFACES_PER_INSTANCE.of(specifications.size(), type.name());
        }
        for (InstanceNetworkInterfaceSpecification specification : specifications) {
            boolean isNew = specification.networkInterfaceId() == null;
            long ipv4 = isNew
                    ? addresses(specification) + ipv4Prefixes(specification)
                    : existing(specification).places(Family.IPV4);
            long ipv6 = isNew
                    ? NewAddresses.ipv6Places(subnetOf(specification), specification)
                    : existing(specification).places(Family.IPV6);
            if (Math.max(ipv4, ipv6) > type.addressesPerInterface()) {
                throw Ec2Error.ADDRESSES_AT_LAUNCH.of(type.addressesPerInterface(), type.name());
            }
        }
    }

    /** What speaks IPv6 only needs a hypervisor that tells it so, and has no public IPv4 address. */
    private void checkFamilies(InstanceType type) {
        for (InstanceNetworkInterfaceSpecification specification : specifications) {
            Subnet in = subnetOf(specification);
            if (in.ipv6Native() && !type.isNitro()) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("The instance type '" + type.name()
                        + "' cannot be launched in the subnet '" + in.id()
                        + "' of IPv6 only: that takes a type built on the AWS Nitro System.");
            }
            boolean prefixes = specification.networkInterfaceId() == null
                    ? ipv4Prefixes(specification) + ipv6Prefixes(specification) > 0
                    : !existing(specification).prefixes().isEmpty();
            if (prefixes) {
                Interfaces.requirePrefixes(type);
            }
            if (in.ipv6Native() && Boolean.TRUE.equals(specification.associatePublicIpAddress())) {
                throw Ec2Error.IPV4_NOT_IN_SUBNET.of(in.id());
            }
        }
    }

    /** The interfaces of the next instance, the primary first. */
    List<NetworkInterface> forInstance(InstanceId id, Tags tags) {
        List<NetworkInterface> interfaces = new ArrayList<>();
        for (int i = 0; i < specifications.size(); i++) {
            InstanceNetworkInterfaceSpecification specification = specifications.get(i);
            NetworkInterface.Attachment attachment = new NetworkInterface.Attachment(
                    new AttachmentId(call.newId(AttachmentId.PREFIX)),
                    id,
                    specification.deviceIndex(),
                    call.now(),
                    specification.deleteOnTermination() == null
                            ? specification.networkInterfaceId() == null
                            : specification.deleteOnTermination());
            interfaces.add(
                    specification.networkInterfaceId() == null
                            ? make(
                                    specification,
                                    specifications.subList(i + 1, specifications.size()),
                                    attachment,
                                    tags)
                            : attached(specification, attachment));
        }
        return interfaces;
    }

    /** One that is there; it can get a primary IPv6 address by the launch, and does not lose it so. */
    private NetworkInterface attached(
            InstanceNetworkInterfaceSpecification specification, NetworkInterface.Attachment attachment) {
        NetworkInterface eni = existing(specification);
        boolean primary = Ipv6Addresses.isPrimary(subnetOf(specification), specification.primaryIpv6());
        return eni.withUse(attachment).withPrimaryIpv6(eni.primaryIpv6() || primary);
    }

    /**
     * A new interface.
     *
     * @param later what else the instance gets: what that names is not for this one to choose
     */
    private NetworkInterface make(
            InstanceNetworkInterfaceSpecification specification,
            List<InstanceNetworkInterfaceSpecification> later,
            NetworkInterface.Attachment attachment,
            Tags tags) {
        Subnet in = subnetOf(specification);
        SubnetAddresses left = free.computeIfAbsent(in.id(), id -> SubnetAddresses.of(call.snapshot(), in));
        List<Cidr> taken = Stream.concat(
                        made.stream().flatMap(one -> one.blocks(Family.IPV6).stream()),
                        later.stream().flatMap(one -> NewAddresses.named(Family.IPV6, one).stream()))
                .toList();
        NewAddresses addresses = NewAddresses.of(
                call,
                in,
                specification,
                left.withBlocks(later.stream()
                        .flatMap(one -> NewAddresses.named(Family.IPV4, one).stream())
                        .toList()),
                taken);
        free.put(in.id(), left.withBlocks(addresses.blocks(Family.IPV4)));
        made.add(addresses);
        boolean isPublic = specification.associatePublicIpAddress() == null
                ? specifications.size() == 1 && in.mapPublicIpOnLaunch()
                : specification.associatePublicIpAddress();
        return new NetworkInterface(
                call.scope(),
                new NetworkInterfaceId(call.newId(NetworkInterfaceId.PREFIX)),
                in.vpcId(),
                in.id(),
                Interfaces.newMac(call),
                addresses.ipv4(),
                addresses.ipv6(),
                Ipv6Addresses.isPrimary(in, specification.primaryIpv6()),
                addresses.prefixes(),
                isPublic ? Optional.of(publicAddresses.take(call.context().ids())) : Optional.empty(),
                Interfaces.groups(call, in, specification.groups()),
                true,
                Attributes.description(specification.description()),
                attachment,
                isPublic,
                Interfaces.timeouts(specification.connectionTrackingSpecification(), Optional.empty()),
                tags);
    }

    private Subnet subnetOf(InstanceNetworkInterfaceSpecification specification) {
        return specification.networkInterfaceId() == null
                ? Noun.SUBNET.require(call, specification.subnetId(), "subnetId")
                : call.get(Subnet.class, existing(specification).subnetId());
    }

    private NetworkInterface existing(InstanceNetworkInterfaceSpecification specification) {
        NetworkInterface eni = Noun.INTERFACE.require(call, specification.networkInterfaceId());
        if (eni.inUse()) {
            throw Ec2Error.INTERFACE_ATTACHED.of(eni.id());
        }
        return eni;
    }

    /** The parameters of the instance itself, as the one interface that they describe. */
    private static InstanceNetworkInterfaceSpecification flat(
            Ec2Call call, RunInstancesRequest request, @Nullable String zone) {
        Subnet subnet =
                request.subnetId() == null ? defaultSubnet(call, zone) : Noun.SUBNET.require(call, request.subnetId());
        if (request.subnetId() != null && !request.securityGroups().isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter groupName cannot be used with the parameter subnet");
        }
        List<String> groups = new ArrayList<>(request.securityGroupIds());
        for (String name : request.securityGroups()) {
            groups.add(SecurityGroups.named(call, subnet.vpcId(), name)
                    .orElseThrow(() -> Ec2Error.GROUP_NOT_FOUND.of(name))
                    .key());
        }
        return InstanceNetworkInterfaceSpecification.builder()
                .deviceIndex(0)
                .subnetId(subnet.key())
                .groups(groups)
                .privateIpAddress(request.privateIpAddress())
                .ipv6AddressCount(request.ipv6AddressCount())
                .ipv6Addresses(request.ipv6Addresses())
                .primaryIpv6(request.enablePrimaryIpv6())
                .build();
    }

    private static List<InstanceNetworkInterfaceSpecification> nested(
            Ec2Call call, RunInstancesRequest request, @Nullable String zone) {
        if (request.subnetId() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "Network interfaces and an instance-level subnet ID may not be specified on the same request");
        }
        if (request.ipv6AddressCount() != null
                || !request.ipv6Addresses().isEmpty()
                || request.enablePrimaryIpv6() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of("Network interfaces and instance-level IPv6 addresses may"
                    + " not be specified on the same request");
        }
        if (!request.securityGroupIds().isEmpty() || !request.securityGroups().isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of("Network interfaces and an instance-level security groups"
                    + " may not be specified on the same request");
        }
        List<InstanceNetworkInterfaceSpecification> sorted = new ArrayList<>();
        for (InstanceNetworkInterfaceSpecification one : request.networkInterfaces()) {
            if (one.deviceIndex() == null) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("Each network interface requires a device index.");
            }
            boolean toPublic = Boolean.TRUE.equals(one.associatePublicIpAddress());
            if (toPublic && (request.networkInterfaces().size() > 1 || one.networkInterfaceId() != null)) {
                throw Ec2Error.INVALID_PARAMETER_COMBINATION.of("The associatePublicIPAddress parameter cannot be"
                        + " specified when launching with multiple network interfaces.");
            }
            boolean anywhere = one.subnetId() == null && one.networkInterfaceId() == null;
            sorted.add(
                    anywhere
                            ? one.toBuilder()
                                    .subnetId(defaultSubnet(call, zone).key())
                                    .build()
                            : one);
        }
        sorted.sort(Comparator.comparing(InstanceNetworkInterfaceSpecification::deviceIndex));
        long indices = sorted.stream()
                .map(InstanceNetworkInterfaceSpecification::deviceIndex)
                .distinct()
                .count();
        if (sorted.getFirst().deviceIndex() != 0 || indices < sorted.size()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Each network interface requires a unique device index, and one of them must be 0.");
        }
        return sorted;
    }

    private static Subnet defaultSubnet(Ec2Call call, @Nullable String zone) {
        Vpc vpc = Vpcs.requireDefault(call);
        if (zone != null && AvailabilityZone.named(call.region(), zone).isEmpty()) {
            throw Ec2Error.ZONE.of(zone);
        }
        return call.all(Subnet.class).stream()
                .filter(s -> s.vpcId().equals(vpc.id()) && s.defaultForAz())
                .filter(s -> zone == null || s.availabilityZone().equals(zone))
                .min(Comparator.comparing(Subnet::availabilityZone))
                .orElseThrow(() -> Ec2Error.NO_DEFAULT_SUBNET.of(vpc.id()));
    }
}

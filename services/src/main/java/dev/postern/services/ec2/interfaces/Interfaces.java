package dev.postern.services.ec2.interfaces;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.ConnectionTimeouts;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.filtering.SecurityGroups;
import dev.postern.services.ec2.types.InstanceType;
import dev.postern.services.ec2.vpc.SubnetAddresses;
import dev.postern.services.fabric.InterfaceParts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ConnectionTrackingSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;

/** What a new network interface needs: its subnet's groups, its addresses and a MAC of its own. */
public final class Interfaces {
    /** No instance type has more on one interface, so no interface needs more. */
    private static final int ADDRESSES_MAX = InstanceType.all().stream()
            .mapToInt(InstanceType::addressesPerInterface)
            .max()
            .orElseThrow();

    private Interfaces() {}

    /** An instance's interfaces, ordered by device index. */
    public static List<NetworkInterface> attachedTo(Snapshot snapshot, Instance instance) {
        return snapshot.by(Indexes.INTERFACES_BY_INSTANCE, instance.id()).values().stream()
                .sorted(Comparator.comparingInt(
                        eni -> eni.attachment().orElseThrow().deviceIndex()))
                .toList();
    }

    /** Prefixes need a hypervisor that knows of them. */
    public static void requirePrefixes(InstanceType type) {
        if (!type.isNitro()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The instance type '" + type.name()
                    + "' does not support prefixes on network interfaces: that takes a type built on the AWS Nitro"
                    + " System.");
        }
    }

    /** What a service of AWS has made for itself is not the user's to change. */
    public static void refuseManaged(NetworkInterface eni) {
        if (eni.requesterManaged()) {
            throw Ec2Error.MANAGED_BY_AWS.of();
        }
    }

    public static Mac newMac(Ec2Call call) {
        return InterfaceParts.newMac(call.snapshot(), call.context().ids());
    }

    /** The groups that a request names, or the VPC's default one when it names none. */
    public static List<SecurityGroupId> groups(Ec2Call call, Subnet subnet, List<String> ids) {
        if (ids.isEmpty()) {
            return List.of(SecurityGroups.defaultOf(call, subnet.vpcId()).id());
        }
        List<SecurityGroupId> groups = new ArrayList<>();
        for (String id : ids) {
            SecurityGroup group = Noun.SECURITY_GROUP.require(call, id);
            if (!group.isIn(subnet.vpcId())) {
                throw Ec2Error.NETWORK_MISMATCH.of("Security group " + group.id() + " and subnet " + subnet.id()
                        + " belong to different networks.");
            }
            if (!groups.contains(group.id())) {
                groups.add(group.id());
            }
        }
        call.check(Quota.SECURITY_GROUPS_PER_INTERFACE, groups.size());
        return groups;
    }

    /**
     * The private addresses of a new interface, the primary first.
     *
     * @param primary the address asked for, if any
     * @param more further addresses asked for
     * @param count how many further addresses to choose
     */
    public static List<Ip> privateIps(
            Ec2Call call,
            SubnetAddresses free,
            @Nullable String primary,
            List<PrivateIpAddressSpecification> more,
            @Nullable Integer count) {
        String first = primary;
        List<String> others = new ArrayList<>();
        for (PrivateIpAddressSpecification specification : more) {
            if (specification.privateIpAddress() == null) {
                throw Ec2Error.MISSING_PARAMETER.of("privateIpAddress");
            }
            if (Boolean.TRUE.equals(specification.primary()) && first != null) {
                throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                        "Only one primary private IP address can be specified.");
            }
            if (Boolean.TRUE.equals(specification.primary())) {
                first = specification.privateIpAddress();
            } else {
                others.add(specification.privateIpAddress());
            }
        }
        checkCount(others, count);
        if (others.size() + (count == null ? 0L : count) >= ADDRESSES_MAX) {
            throw Ec2Error.ADDRESSES_PER_INTERFACE.of();
        }
        if (first != null) {
            others.addFirst(first);
        }
        if (free.subnet().ipv6Native()) {
            if (!others.isEmpty() || (count != null && count > 0)) {
                throw Ec2Error.IPV4_NOT_IN_SUBNET.of(free.subnet().id());
            }
            return List.of();
        }
        // Those that are asked for first: what is chosen must be none of them.
        List<Ip> addresses = new ArrayList<>(free.claim(others));
        int chosen = (first == null ? 1 : 0) + (count == null ? 0 : count);
        List<Ip> any = next(call, free.with(addresses), chosen);
        addresses.addAll(any);
        if (first == null) {
            addresses.remove(any.getFirst());
            addresses.addFirst(any.getFirst());
        }
        return addresses;
    }

    /** Checks how many addresses an interface is to have, and prefixes beside them: the type of its instance sets the limit. */
    static void checkAddresses(Ec2Call call, NetworkInterface eni, long addresses, Prefixes.Wanted prefixes) {
        Optional<InstanceType> type = eni.attachment()
                .flatMap(attachment -> call.find(Instance.class, attachment.instanceId()))
                .map(InstanceType::of);
        type.filter(_ -> !prefixes.isNone()).ifPresent(Interfaces::requirePrefixes);
        int max = type.map(InstanceType::addressesPerInterface).orElse(ADDRESSES_MAX);
        if (addresses + prefixes.size() > max) {
            throw Ec2Error.ADDRESSES_PER_INTERFACE.of();
        }
    }

    /** Secondary addresses are named or counted, but not both. */
    static void checkCount(List<String> named, @Nullable Integer count) {
        if (count != null && count < 0) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Value (" + count + ") for parameter secondaryPrivateIpAddressCount is invalid.");
        }
        if (count != null && count > 0 && !named.isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter secondaryPrivateIpAddressCount cannot be used"
                            + " with the parameter privateIpAddresses");
        }
    }

    /** No interface has more addresses of a family than any instance type allows. */
    static void checkNumber(long addresses) {
        if (addresses > ADDRESSES_MAX) {
            throw Ec2Error.ADDRESSES_PER_INTERFACE.of();
        }
    }

    /**
     * How long connections are to be remembered, as a request asks.
     *
     * @param before what nothing is asked about stays as
     */
    public static Optional<ConnectionTimeouts> timeouts(
            @Nullable ConnectionTrackingSpecificationRequest request, Optional<ConnectionTimeouts> before) {
        if (request == null) {
            return before;
        }
        ConnectionTimeouts old = before.orElse(ConnectionTimeouts.DEFAULT);
        return Optional.of(new ConnectionTimeouts(
                seconds(
                                "TcpEstablishedTimeout",
                                request.tcpEstablishedTimeout(),
                                ConnectionTimeouts.TCP_MIN,
                                ConnectionTimeouts.TCP_MAX)
                        .or(old::tcpEstablished),
                seconds("UdpTimeout", request.udpTimeout(), ConnectionTimeouts.UDP_DEFAULT, ConnectionTimeouts.UDP_MAX)
                        .or(old::udp),
                seconds(
                                "UdpStreamTimeout",
                                request.udpStreamTimeout(),
                                ConnectionTimeouts.STREAM_MIN,
                                ConnectionTimeouts.STREAM_DEFAULT)
                        .or(old::udpStream)));
    }

    private static Optional<Integer> seconds(String parameter, @Nullable Integer value, int min, int max) {
        if (value != null && (value < min || value > max)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + value + ") for parameter " + parameter
                    + " is invalid. It must be between " + min + " and " + max + " seconds.");
        }
        return Optional.ofNullable(value);
    }

    /** So many free addresses of a subnet. */
    public static List<Ip> next(Ec2Call call, SubnetAddresses free, int count) {
        return free.left()
                .next(count, call.context().ids())
                .orElseThrow(() -> Ec2Error.NO_FREE_ADDRESSES.of(free.subnet().id()));
    }
}

package dev.postern.services.ec2.interfaces;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.vpc.SubnetAddresses;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesResponse;
import software.amazon.awssdk.services.ec2.model.AssignedPrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesResponse;

/**
 * The secondary private addresses of interfaces: given, moved from one interface to another, and taken back. An Elastic IP
 * address follows the private address that it stands for.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-secondary-ip-addresses.html">Secondary IP
 *     addresses</a>
 */
final class PrivateAddresses {
    private PrivateAddresses() {}

    static Outcome<AssignPrivateIpAddressesResponse> assign(Ec2Call call, AssignPrivateIpAddressesRequest request) {
        NetworkInterface eni = Noun.INTERFACE.require(call, request.networkInterfaceId(), "networkInterfaceId");
        Interfaces.refuseManaged(eni);
        Prefixes.Wanted prefixes = Prefixes.wanted(Family.IPV4, request.ipv4Prefixes(), request.ipv4PrefixCount());
        Integer count = request.secondaryPrivateIpAddressCount();
        Interfaces.checkCount(request.privateIpAddresses(), count);
        prefixes.alone(request.privateIpAddresses().size(), "privateIpAddress")
                .alone(count == null ? 0 : count, "secondaryPrivateIpAddressCount");
        Interfaces.checkAddresses(call, eni, addresses(eni, request), prefixes);
        Ec2Call at = call;
        Change.Builder change = Change.builder();
        SubnetAddresses free = SubnetAddresses.of(call.snapshot(), call.get(Subnet.class, eni.subnetId()));
        if (free.subnet().ipv6Native()) {
            throw Ec2Error.IPV4_NOT_IN_SUBNET.of(free.subnet().id());
        }
        List<Ip> added = new ArrayList<>();
        for (String text : request.privateIpAddresses()) {
            Optional<NetworkInterface> holder =
                    Boolean.TRUE.equals(request.allowReassignment()) ? holder(at, eni, text) : Optional.empty();
            if (holder.isPresent()) {
                Ip ip = Ip.find(text).orElseThrow();
                if (!holder.get().id().equals(eni.id())) {
                    Change move = moved(at, holder.get(), eni, ip);
                    change.addAll(move);
                    // Two addresses of one interface may move: the second move must see the first.
                    at = at.with(at.snapshot().apply(at.snapshot().sequence() + 1, move));
                }
                added.add(ip);
            } else {
                added.add(free.claim(text));
                free = free.with(List.of(added.getLast()));
            }
        }
        added.addAll(Interfaces.next(call, free, count == null ? 0 : count));
        List<Cidr> delegated = Prefixes.ofIpv4(call, free, prefixes);
        if (added.isEmpty() && delegated.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("secondaryPrivateIpAddressCount");
        }
        List<Ip> all = Stream.concat(eni.privateIps().stream(), added.stream())
                .distinct()
                .toList();
        return new Outcome<>(
                change.put(eni.withPrivateIps(all)
                                .withPrefixes(Stream.concat(eni.prefixes().stream(), delegated.stream())
                                        .toList()))
                        .build(),
                assigned(eni, added, delegated));
    }

    static Outcome<UnassignPrivateIpAddressesResponse> unassign(
            Ec2Call call, UnassignPrivateIpAddressesRequest request) {
        NetworkInterface eni = Noun.INTERFACE.require(call, request.networkInterfaceId(), "networkInterfaceId");
        Interfaces.refuseManaged(eni);
        if (request.privateIpAddresses().isEmpty() && request.ipv4Prefixes().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("privateIpAddresses");
        }
        Change.Builder change = Change.builder();
        List<Ip> rest = new ArrayList<>(eni.privateIps());
        for (String text : request.privateIpAddresses()) {
            Ip ip = Ip.find(text)
                    .filter(found -> !found.equals(eni.primaryIp()))
                    .filter(rest::remove)
                    .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                            "Some of the specified addresses are not assigned to interface " + eni.id()));
            PublicAddresses.of(call)
                    .elasticFor(eni, ip)
                    .ifPresent(elastic -> change.put(elastic.withAssociation(Optional.empty())));
        }
        return new Outcome<>(
                change.put(eni.withPrivateIps(rest)
                                .withPrefixes(Prefixes.without(eni, Family.IPV4, request.ipv4Prefixes())))
                        .build(),
                UnassignPrivateIpAddressesResponse.builder().build());
    }

    /** The interface of the same subnet that has an address as a secondary one; a primary address stays where it is. */
    private static Optional<NetworkInterface> holder(Ec2Call call, NetworkInterface eni, String text) {
        Optional<Ip> ip = Ip.find(text);
        return ip.stream()
                .flatMap(one -> call.snapshot().by(Indexes.INTERFACES_BY_PRIVATE_IP, one).values().stream())
                .filter(other -> other.subnetId().equals(eni.subnetId()))
                .filter(other -> !ip.equals(Optional.of(other.primaryIp())))
                .findFirst();
    }

    /** What changes at the interface that loses an address, and at the Elastic IP address that goes along. */
    private static Change moved(Ec2Call call, NetworkInterface from, NetworkInterface to, Ip ip) {
        Change.Builder change = Change.builder()
                .put(from.withPrivateIps(from.privateIps().stream()
                        .filter(old -> !old.equals(ip))
                        .toList()));
        PublicAddresses.of(call).elasticFor(from, ip).ifPresent(elastic -> {
            Address.Association old = elastic.association().orElseThrow();
            change.put(elastic.withAssociation(Optional.of(new Address.Association(old.id(), to.id(), ip))));
        });
        return change.build();
    }

    /** How many the interface is to have, of which some may be its own already. */
    private static long addresses(NetworkInterface eni, AssignPrivateIpAddressesRequest request) {
        Integer count = request.secondaryPrivateIpAddressCount();
        long added = request.privateIpAddresses().stream()
                .filter(text -> Ip.find(text).filter(eni.privateIps()::contains).isEmpty())
                .count();
        return eni.places(Family.IPV4) + added + (count == null ? 0 : count);
    }

    private static AssignPrivateIpAddressesResponse assigned(
            NetworkInterface eni, List<Ip> added, List<Cidr> delegated) {
        return AssignPrivateIpAddressesResponse.builder()
                .networkInterfaceId(eni.key())
                .assignedIpv4Prefixes(InterfaceView.ipv4(delegated))
                .assignedPrivateIpAddresses(added.stream()
                        .map(ip -> AssignedPrivateIpAddress.builder()
                                .privateIpAddress(ip.toString())
                                .build())
                        .toList())
                .build();
    }
}

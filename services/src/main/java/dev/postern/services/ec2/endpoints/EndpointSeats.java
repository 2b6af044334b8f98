package dev.postern.services.ec2.endpoints;

import dev.postern.model.Change;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpoint.Seat;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.endpoints.EndpointInterfaces.Chosen;
import dev.postern.services.ec2.endpoints.VpcEndpoints.Made;
import dev.postern.services.ec2.interfaces.NetworkInterfaces;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.SubnetConfiguration;

/**
 * The interfaces of one endpoint: one in a subnet, and one subnet in a zone.
 *
 * @param endpoint as it is to be but for them
 * @param found the same of what interface endpoints have
 */
record EndpointSeats(Ec2Call call, Vpc vpc, Offer offer, VpcEndpoint endpoint, VpcEndpoint.Interface found) {
    /** Those of a new endpoint. Where a subnet has no address left, the endpoint fails. */
    Made taken(List<String> subnetIds, List<SubnetConfiguration> configurations) {
        Map<Subnet, Chosen> wanted = wanted(subnetIds, configurations, List.of());
        Change.Builder change = Change.builder();
        List<Seat> seats = new ArrayList<>();
        for (Map.Entry<Subnet, Chosen> one : wanted.entrySet()) {
            Optional<NetworkInterface> eni = interfaces().in(one.getKey(), one.getValue());
            if (eni.isEmpty()) {
                VpcEndpoint failed = endpoint.withReach(found.withFailure(Optional.of(noAddress(one.getKey()))))
                        .withState(VpcEndpoint.State.FAILED, call.now());
                return new Made(failed, Change.put(failed));
            }
            change.put(eni.get());
            seats.add(new Seat(
                    one.getKey().id(),
                    one.getKey().availabilityZone(),
                    eni.get().id()));
        }
        VpcEndpoint made = endpoint.withReach(found.withSeats(seats));
        return new Made(made, change.put(made).build());
    }

    /** The same while it is used: some come, some go, and those that stay have what the endpoint has now. */
    Made changed(ModifyVpcEndpointRequest request) {
        Change.Builder change = Change.builder();
        List<Seat> seats = new ArrayList<>();
        List<String> leaving = request.removeSubnetIds();
        for (String id : leaving) {
            Noun.SUBNET.require(call, id);
            if (found.seats().stream().noneMatch(seat -> seat.subnet().value().equals(id))) {
                throw Ec2Error.ENDPOINT_PARAMETER.of(
                        "The subnet '" + id + "' is not associated with the endpoint '" + endpoint.id() + "'.");
            }
        }
        for (Seat seat : found.seats()) {
            NetworkInterface eni = call.get(NetworkInterface.class, seat.networkInterface());
            if (leaving.contains(seat.subnet().value())) {
                change.addAll(NetworkInterfaces.remove(call.snapshot(), eni));
            } else {
                kept(eni, change);
                seats.add(seat);
            }
        }
        Map<Subnet, Chosen> wanted = wanted(request.addSubnetIds(), request.subnetConfigurations(), seats);
        for (Map.Entry<Subnet, Chosen> one : wanted.entrySet()) {
            NetworkInterface eni = interfaces()
                    .in(one.getKey(), one.getValue())
                    .orElseThrow(
                            () -> Ec2Error.NO_FREE_ADDRESSES.of(one.getKey().id()));
            change.put(eni);
            seats.add(new Seat(one.getKey().id(), one.getKey().availabilityZone(), eni.id()));
        }
        return new Made(endpoint.withReach(found.withSeats(seats)), change.build());
    }

    /** An interface that stays has the endpoint's groups and families. */
    private void kept(NetworkInterface eni, Change.Builder change) {
        Subnet subnet = call.get(Subnet.class, eni.subnetId());
        EndpointAddresses.check(subnet, found.addressType());
        NetworkInterface now = eni.withGroups(found.groups());
        if (!found.addressType().has(Family.IPV6)) {
            now = now.withIpv6Ips(List.of());
        } else if (now.ipv6Ips().isEmpty()) {
            now = now.withIpv6Ips(interfaces().ipv6(subnet, Chosen.NOTHING));
        }
        if (!now.equals(eni)) {
            change.put(now);
        }
    }

    /** The subnets that a request names, as far as the endpoint is not there yet, in its order. */
    private Map<Subnet, Chosen> wanted(
            List<String> subnetIds, List<SubnetConfiguration> configurations, List<Seat> there) {
        Map<String, Chosen> asked = new LinkedHashMap<>();
        subnetIds.forEach(id -> asked.put(id, Chosen.NOTHING));
        Set<String> configured = new HashSet<>();
        for (SubnetConfiguration configuration : configurations) {
            if (configuration.subnetId() == null) {
                throw Ec2Error.MISSING_PARAMETER.of("SubnetConfiguration.SubnetId");
            }
            if (!configured.add(configuration.subnetId())) {
                throw Ec2Error.ENDPOINT_PARAMETER.of("The subnet '" + configuration.subnetId()
                        + "' is specified by more than one SubnetConfiguration.");
            }
            asked.put(
                    configuration.subnetId(),
                    new Chosen(Optional.ofNullable(configuration.ipv4()), Optional.ofNullable(configuration.ipv6())));
        }
        Map<Subnet, Chosen> wanted = new LinkedHashMap<>();
        asked.forEach((id, chosen) -> {
            Subnet subnet = Noun.SUBNET.require(call, id);
            Optional<Seat> taken = there.stream()
                    .filter(seat -> seat.subnet().equals(subnet.id()))
                    .findFirst();
            if (taken.isPresent()) {
                requireOwn(taken.get(), chosen);
                return;
            }
            offer.check(vpc, subnet, found.addressType());
            boolean shared = Stream.concat(
                            there.stream().map(Seat::zone),
                            wanted.keySet().stream().map(Subnet::availabilityZone))
                    .anyMatch(subnet.availabilityZone()::equals);
            if (shared) {
                throw Ec2Error.ENDPOINT_ZONE_TAKEN.of(id);
            }
            wanted.put(subnet, chosen);
        });
        return wanted;
    }

    /** An interface that is there keeps its addresses. */
    private void requireOwn(Seat seat, Chosen chosen) {
        List<String> own = call.get(NetworkInterface.class, seat.networkInterface()).addresses().stream()
                .map(Ip::toString)
                .toList();
        Stream.concat(chosen.ipv4().stream(), chosen.ipv6().stream())
                .filter(address -> !own.contains(address))
                .findFirst()
                .ifPresent(address -> {
                    throw Ec2Error.ENDPOINT_PARAMETER.of("The endpoint '" + endpoint.id()
                            + "' has other addresses in the subnet '" + seat.subnet() + "' than " + address
                            + ": they cannot be changed while it is there.");
                });
    }

    private EndpointInterfaces interfaces() {
        return new EndpointInterfaces(
                call, endpoint.id(), vpc.id(), offer.name(), found.addressType(), found.groups(), true);
    }

    private static VpcEndpoint.Failure noAddress(Subnet subnet) {
        return new VpcEndpoint.Failure(
                "InsufficientFreeAddressesInSubnet",
                "There are not enough free addresses in subnet '" + subnet.id() + "' to create a network interface.");
    }
}

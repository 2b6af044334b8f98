package dev.postern.services.ec2.natgateways;

import dev.postern.model.Change;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.interfaces.Interfaces;
import dev.postern.services.ec2.vpc.SubnetAddresses;
import dev.postern.storage.Cloud.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssignPrivateNatGatewayAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssignPrivateNatGatewayAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateNatGatewayAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateNatGatewayAddressResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateNatGatewayAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateNatGatewayAddressResponse;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateNatGatewayAddressRequest;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateNatGatewayAddressResponse;

/**
 * The secondary addresses of NAT gateways: Elastic IP addresses of public ones, private addresses of private ones. One that is taken away
 * serves the connections that it has for a while.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html">Edit secondary IP address
 *     associations</a>
 */
final class NatAddresses {
    /** How many addresses a NAT gateway may have. */
    static final int MAX = 8;

    private static final int DRAIN_SECONDS = 350;
    private static final int DRAIN_SECONDS_MAX = 4000;

    private NatAddresses() {}

    static Outcome<AssociateNatGatewayAddressResponse> associate(
            Ec2Call call, AssociateNatGatewayAddressRequest request) {
        NatGateway nat = require(call, request.natGatewayId(), NatGateway.Connectivity.PUBLIC);
        List<Address> elastics = new ArrayList<>();
        if (request.allocationIds().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("AllocationId");
        }
        for (String id : request.allocationIds()) {
            Address elastic = Noun.ADDRESS.require(call, id);
            if (elastic.association().isPresent()) {
                throw Ec2Error.ALREADY_ASSOCIATED.of("Elastic IP address " + id + " is already associated");
            }
            elastics.add(elastic);
        }
        List<String> named = request.privateIpAddresses();
        if (!named.isEmpty() && named.size() != elastics.size()) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The number of PrivateIpAddresses must match the number of AllocationIds.");
        }
        refuseWhileLeaving(nat);
        call.check(Quota.ELASTIC_IPS_PER_NAT_GATEWAY, nat.addresses().size() + (long) elastics.size());
        NetworkInterface eni = interfaceOf(call, nat);
        List<Ip> ips = more(call, nat, named, elastics.size());
        Change.Builder change = Change.builder();
        List<NatGateway.NatAddress> added = new ArrayList<>();
        for (Ip ip : ips) {
            added.add(NatGateways.given(call, elastics.get(added.size()), eni.id(), ip, change));
        }
        NatGateway changed = with(nat, added);
        change.put(grown(eni, ips)).put(changed);
        return new Outcome<>(
                change.build(),
                AssociateNatGatewayAddressResponse.builder()
                        .natGatewayId(nat.key())
                        .natGatewayAddresses(views(changed, added, "associating"))
                        .build());
    }

    static Outcome<AssignPrivateNatGatewayAddressResponse> assign(
            Ec2Call call, AssignPrivateNatGatewayAddressRequest request) {
        NatGateway nat = require(call, request.natGatewayId(), NatGateway.Connectivity.PRIVATE);
        Integer count = request.privateIpAddressCount();
        List<String> named = request.privateIpAddresses();
        if ((count == null) == named.isEmpty()) {
            throw count == null
                    ? Ec2Error.MISSING_PARAMETER.of("PrivateIpAddressCount")
                    : Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                            "PrivateIpAddressCount and PrivateIpAddresses cannot be specified at the same time.");
        }
        if (count != null && (count < 1 || count >= MAX)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Value (" + count + ") for parameter privateIpAddressCount is invalid.");
        }
        refuseWhileLeaving(nat);
        List<Ip> ips = more(call, nat, named, count == null ? named.size() : count);
        List<NatGateway.NatAddress> added = ips.stream().map(NatGateways::plain).toList();
        NatGateway changed = with(nat, added);
        return new Outcome<>(
                Change.builder()
                        .put(grown(interfaceOf(call, nat), ips))
                        .put(changed)
                        .build(),
                AssignPrivateNatGatewayAddressResponse.builder()
                        .natGatewayId(nat.key())
                        .natGatewayAddresses(views(changed, added, "assigning"))
                        .build());
    }

    static Outcome<DisassociateNatGatewayAddressResponse> disassociate(
            Ec2Call call, DisassociateNatGatewayAddressRequest request) {
        NatGateway nat = require(call, request.natGatewayId(), NatGateway.Connectivity.PUBLIC);
        if (request.associationIds().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("AssociationId");
        }
        Leaving leaving = leaving(
                call,
                nat,
                request.associationIds(),
                address -> address.elastic()
                        .flatMap(NatGateway.Elastic::link)
                        .map(link -> link.associationId().value()),
                request.maxDrainDurationSeconds());
        return new Outcome<>(
                Change.put(leaving.nat()),
                DisassociateNatGatewayAddressResponse.builder()
                        .natGatewayId(nat.key())
                        .natGatewayAddresses(views(leaving.nat(), leaving.addresses(), "disassociating"))
                        .build());
    }

    static Outcome<UnassignPrivateNatGatewayAddressResponse> unassign(
            Ec2Call call, UnassignPrivateNatGatewayAddressRequest request) {
        NatGateway nat = require(call, request.natGatewayId(), NatGateway.Connectivity.PRIVATE);
        if (request.privateIpAddresses().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("PrivateIpAddress");
        }
        Leaving leaving = leaving(
                call,
                nat,
                request.privateIpAddresses(),
                address -> address.privateIp().map(Ip::toString),
                request.maxDrainDurationSeconds());
        return new Outcome<>(
                Change.put(leaving.nat()),
                UnassignPrivateNatGatewayAddressResponse.builder()
                        .natGatewayId(nat.key())
                        .natGatewayAddresses(views(leaving.nat(), leaving.addresses(), "unassigning"))
                        .build());
    }

    /** Checks how many addresses one is to have. */
    static void checkNumber(int addresses) {
        if (addresses > MAX) {
            throw Ec2Error.ADDRESSES_PER_INTERFACE.of();
        }
    }

    private static NatGateway require(Ec2Call call, @Nullable String id, NatGateway.Connectivity connectivity) {
        NatGateway nat = Noun.NAT_GATEWAY.require(call, id, "natGatewayId");
        if (nat.connectivity() != connectivity) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The NAT gateway '" + nat.id() + "' is "
                    + nat.connectivity().wireName() + ". This operation is for NAT gateways of the connectivity type '"
                    + connectivity.wireName() + "'.");
        }
        if (nat.state() != NatGateway.State.AVAILABLE) {
            throw Ec2Error.INCORRECT_STATE.of("The NAT gateway '" + nat.id() + "' is in the state "
                    + nat.state().wireName());
        }
        return nat;
    }

    private static void refuseWhileLeaving(NatGateway nat) {
        if (nat.addresses().stream().anyMatch(address -> !address.serves())) {
            throw Ec2Error.INCORRECT_STATE.of(
                    "The NAT gateway '" + nat.id() + "' has addresses whose connections are being drained.");
        }
    }

    private static NetworkInterface interfaceOf(Ec2Call call, NatGateway nat) {
        return call.get(NetworkInterface.class, nat.interfaceId().orElseThrow());
    }

    /** So many further addresses of its subnet, those that are named or any. */
    private static List<Ip> more(Ec2Call call, NatGateway nat, List<String> named, int count) {
        checkNumber(nat.addresses().size() + count);
        SubnetAddresses free = SubnetAddresses.of(call.snapshot(), call.get(Subnet.class, nat.subnetId()));
        return named.isEmpty() ? Interfaces.next(call, free, count) : free.claim(named);
    }

    private static NetworkInterface grown(NetworkInterface eni, List<Ip> ips) {
        List<Ip> all = new ArrayList<>(eni.privateIps());
        all.addAll(ips);
        return eni.withPrivateIps(all);
    }

    private static NatGateway with(NatGateway nat, List<NatGateway.NatAddress> added) {
        List<NatGateway.NatAddress> all = new ArrayList<>(nat.addresses());
        all.addAll(added);
        return nat.withAddresses(all);
    }

    /** A NAT gateway some of whose addresses go. */
    private record Leaving(NatGateway nat, List<NatGateway.NatAddress> addresses) {}

    private static Leaving leaving(
            Ec2Call call,
            NatGateway nat,
            List<String> named,
            Function<NatGateway.NatAddress, Optional<String>> name,
            @Nullable Integer drainSeconds) {
        int seconds = drainSeconds == null ? DRAIN_SECONDS : drainSeconds;
        if (seconds < 1 || seconds > DRAIN_SECONDS_MAX) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Value (" + seconds + ") for parameter maxDrainDurationSeconds is invalid.");
        }
        refuseWhileLeaving(nat);
        Set<String> rest = new HashSet<>(named);
        Instant end = call.now().plus(Duration.ofSeconds(seconds));
        List<NatGateway.NatAddress> all = new ArrayList<>();
        List<NatGateway.NatAddress> gone = new ArrayList<>();
        for (NatGateway.NatAddress address : nat.addresses()) {
            boolean meant = name.apply(address).filter(rest::remove).isPresent();
            if (meant && all.isEmpty()) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "The primary address of the NAT gateway '" + nat.id() + "' cannot be taken away.");
            }
            all.add(meant ? address.leaving(end) : address);
            if (meant) {
                gone.add(all.getLast());
            }
        }
        if (!rest.isEmpty()) {
            String missing = rest.iterator().next();
            throw nat.connectivity() == NatGateway.Connectivity.PUBLIC
                    ? Ec2Error.ASSOCIATION_NOT_FOUND.of(missing)
                    : Ec2Error.INVALID_PARAMETER_VALUE.of("The private IP address '" + missing
                            + "' is not assigned to the NAT gateway '" + nat.id() + "'.");
        }
        return new Leaving(nat.withAddresses(all), gone);
    }

    private static List<NatGatewayAddress> views(NatGateway nat, List<NatGateway.NatAddress> addresses, String status) {
        return addresses.stream()
                .map(address -> NatGatewayView.address(nat, address, status))
                .toList();
    }
}

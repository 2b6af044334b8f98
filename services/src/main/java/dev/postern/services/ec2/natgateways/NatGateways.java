package dev.postern.services.ec2.natgateways;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.AddressAssociationId;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.gateways.InternetGateways;
import dev.postern.services.ec2.interfaces.Interfaces;
import dev.postern.services.ec2.vpc.SubnetAddresses;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;

/**
 * NAT gateways. What keeps one from being made is mostly told later, by its state, as on AWS: it is pending first in any case.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html">Troubleshoot NAT gateways</a>
 */
final class NatGateways {
    private NatGateways() {}

    static Outcome<CreateNatGatewayResponse> create(Ec2Call call, CreateNatGatewayRequest request) {
        return Idempotency.once(
                call,
                "CreateNatGateway",
                request.clientToken(),
                request,
                () -> {
                    Made made = make(call, request);
                    return new Idempotency.Made<>(
                            made.change(),
                            created(made.nat(), request.clientToken()),
                            List.of(made.nat().key()));
                },
                ids -> created(Noun.NAT_GATEWAY.require(call, ids.getFirst()), request.clientToken()));
    }

    static Outcome<DeleteNatGatewayResponse> delete(Ec2Call call, DeleteNatGatewayRequest request) {
        NatGateway nat = Noun.NAT_GATEWAY.require(call, request.natGatewayId(), "natGatewayId");
        Change change = switch (nat.state()) {
            case DELETING, DELETED -> Change.NONE;
            case PENDING, AVAILABLE, FAILED ->
                Change.put(nat.withState(
                        nat.interfaceId().isPresent() ? NatGateway.State.DELETING : NatGateway.State.DELETED,
                        call.now()));
        };
        return new Outcome<>(
                change,
                DeleteNatGatewayResponse.builder().natGatewayId(nat.key()).build());
    }

    static DescribeNatGatewaysResponse describe(Ec2Call call, DescribeNatGatewaysRequest request) {
        Ec2Page.refuseWithIds(request.natGatewayIds(), request.maxResults(), "natGatewayIdsSet");
        List<NatGateway> found = new Filters<NatGateway>()
                .one("nat-gateway-id", NatGateway::id)
                .one("state", nat -> nat.state().wireName())
                .one("subnet-id", NatGateway::subnetId)
                .one("vpc-id", NatGateway::vpcId)
                .tags(NatGateway::tags)
                .apply(request.filter(), Noun.NAT_GATEWAY.select(call, request.natGatewayIds()));
        Ec2Page<NatGateway> page = Ec2Page.of(
                found, NatGateway::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeNatGatewaysResponse.builder()
                .natGateways(page.items().stream().map(NatGatewayView::of).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** One that was made, and all that changes with it. */
    private record Made(NatGateway nat, Change change) {}

    /** What a request asks for, as far as it is right in itself. */
    private record Wanted(Subnet subnet, NatGateway.Connectivity connectivity, List<String> allocations) {}

    private static Made make(Ec2Call call, CreateNatGatewayRequest request) {
        checkMode(request.availabilityModeAsString());
        Subnet subnet = Noun.SUBNET.require(call, request.subnetId(), "subnetId");
        if (subnet.ipv6Native()) {
            throw Ec2Error.IPV4_NOT_IN_SUBNET.of(subnet.id());
        }
        Wanted wanted = new Wanted(subnet, connectivity(request.connectivityTypeAsString()), allocations(request));
        check(request, wanted);
        long there = call.all(NatGateway.class).stream()
                .filter(nat -> nat.state() != NatGateway.State.DELETED && nat.state() != NatGateway.State.FAILED)
                .filter(nat -> call.find(Subnet.class, nat.subnetId())
                        .filter(its -> its.availabilityZone().equals(subnet.availabilityZone()))
                        .isPresent())
                .count();
        call.check(Quota.NAT_GATEWAYS_PER_AVAILABILITY_ZONE, there + 1);
        call.check(Quota.ELASTIC_IPS_PER_NAT_GATEWAY, wanted.allocations().size());
        SubnetAddresses free = SubnetAddresses.of(call.snapshot(), subnet);
        // An address that cannot be one is told at once, whatever else is wrong.
        List<Ip> claimed = claimed(free, request);
        NatGateway nat = pending(call, wanted, TagRules.of(request.tagSpecifications(), "natgateway"));
        Optional<NatGateway.Failure> failure = obstacle(call, wanted);
        List<Ip> ips = failure.isPresent() ? List.of() : addresses(call, free, claimed, count(request, wanted));
        if (ips.isEmpty()) {
            return failed(nat, wanted, failure.orElseGet(() -> NatFailures.noFreeAddresses(subnet.id())));
        }
        return made(call, nat, wanted, ips);
    }

    /** A regional gateway is in no subnet, and in all zones. */
    private static void checkMode(@Nullable String mode) {
        if ("regional".equals(mode)) {
            throw Ec2Error.UNSUPPORTED.of("Only zonal NAT gateways can be created here.");
        }
        if (mode != null && !mode.equals("zonal")) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Value (" + mode + ") for parameter availabilityMode is invalid.");
        }
    }

    private static NatGateway.Connectivity connectivity(@Nullable String type) {
        if (type == null) {
            return NatGateway.Connectivity.PUBLIC;
        }
        return Stream.of(NatGateway.Connectivity.values())
                .filter(one -> one.wireName().equals(type))
                .findFirst()
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Value (" + type + ") for parameter connectivityType is invalid."));
    }

    private static List<String> allocations(CreateNatGatewayRequest request) {
        return Stream.concat(Stream.ofNullable(request.allocationId()), request.secondaryAllocationIds().stream())
                .distinct()
                .toList();
    }

    private static void check(CreateNatGatewayRequest request, Wanted wanted) {
        boolean isPublic = wanted.connectivity() == NatGateway.Connectivity.PUBLIC;
        if (isPublic && request.allocationId() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("AllocationId");
        }
        if (!isPublic && !wanted.allocations().isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "An allocation ID cannot be specified for a private NAT gateway.");
        }
        Integer count = request.secondaryPrivateIpAddressCount();
        if (isPublic && count != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "SecondaryPrivateIpAddressCount cannot be specified for a public NAT gateway.");
        }
        if (count != null && (count < 1 || count >= NatAddresses.MAX)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Value (" + count + ") for parameter secondaryPrivateIpAddressCount is invalid.");
        }
        int named = request.secondaryPrivateIpAddresses().size();
        if (count != null && named > 0) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of("SecondaryPrivateIpAddressCount and"
                    + " SecondaryPrivateIpAddresses cannot be specified at the same time.");
        }
        if (isPublic && named > 0 && named != wanted.allocations().size() - 1) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The number of SecondaryPrivateIpAddresses must match the number of SecondaryAllocationIds.");
        }
        NatAddresses.checkNumber(Math.max(named + 1, wanted.allocations().size()));
    }

    /** How many addresses it is to have. */
    private static int count(CreateNatGatewayRequest request, Wanted wanted) {
        Integer more = request.secondaryPrivateIpAddressCount();
        return switch (wanted.connectivity()) {
            case PUBLIC -> wanted.allocations().size();
            case PRIVATE -> 1 + request.secondaryPrivateIpAddresses().size() + (more == null ? 0 : more);
        };
    }

    /** The addresses that the request names, the primary one first if it names one. */
    private static List<Ip> claimed(SubnetAddresses free, CreateNatGatewayRequest request) {
        List<Ip> claimed = free.claim(Stream.concat(
                        Stream.ofNullable(request.privateIpAddress()), request.secondaryPrivateIpAddresses().stream())
                .toList());
        if (request.privateIpAddress() == null && !claimed.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("privateIpAddress");
        }
        return claimed;
    }

    /** So many, of which some are chosen already; empty if there are not enough. */
    private static List<Ip> addresses(Ec2Call call, SubnetAddresses free, List<Ip> claimed, int count) {
        return free.left()
                .with(claimed)
                .next(count - claimed.size(), call.context().ids())
                .map(any -> Stream.concat(claimed.stream(), any.stream()).toList())
                .orElse(List.of());
    }

    /** Why it cannot be made, which is told later. */
    private static Optional<NatGateway.Failure> obstacle(Ec2Call call, Wanted wanted) {
        if (wanted.connectivity() == NatGateway.Connectivity.PRIVATE) {
            return Optional.empty();
        }
        if (InternetGateways.attachedTo(call, wanted.subnet().vpcId()).isEmpty()) {
            return Optional.of(NatFailures.noGateway(wanted.subnet().vpcId()));
        }
        for (String id : wanted.allocations()) {
            Optional<Address> address = call.snapshot().find(Address.class, call.scope(), id);
            if (address.isEmpty()) {
                return Optional.of(NatFailures.noAddress(id));
            }
            if (address.get().association().isPresent()) {
                return Optional.of(NatFailures.addressTaken(id));
            }
        }
        return Optional.empty();
    }

    private static NatGateway pending(Ec2Call call, Wanted wanted, Tags tags) {
        return new NatGateway(
                call.scope(),
                new NatGatewayId(call.newId(NatGatewayId.PREFIX)),
                wanted.subnet().vpcId(),
                wanted.subnet().id(),
                wanted.connectivity(),
                Optional.empty(),
                NatGateway.State.PENDING,
                call.now(),
                Optional.empty(),
                List.of(),
                call.now(),
                Optional.empty(),
                tags);
    }

    private static Made failed(NatGateway nat, Wanted wanted, NatGateway.Failure failure) {
        List<NatGateway.NatAddress> asked = wanted.allocations().stream()
                .map(id -> new NatGateway.NatAddress(
                        Optional.empty(), Optional.of(new NatGateway.Elastic(id, Optional.empty())), Optional.empty()))
                .toList();
        NatGateway doomed = nat.withFailure(failure).withAddresses(asked);
        return new Made(doomed, Change.put(doomed));
    }

    private static Made made(Ec2Call call, NatGateway nat, Wanted wanted, List<Ip> ips) {
        NetworkInterface eni = new NetworkInterface(
                call.scope(),
                new NetworkInterfaceId(call.newId(NetworkInterfaceId.PREFIX)),
                nat.vpcId(),
                nat.subnetId(),
                Interfaces.newMac(call),
                ips,
                Optional.empty(),
                List.of(),
                false,
                "Interface for NAT Gateway " + nat.id(),
                new NetworkInterface.OfNatGateway(nat.id(), call.now()),
                Tags.NONE);
        Change.Builder change = Change.builder().put(eni);
        List<NatGateway.NatAddress> addresses = new ArrayList<>();
        for (Ip ip : ips) {
            Optional<Address> elastic = wanted.allocations().stream()
                    .skip(addresses.size())
                    .findFirst()
                    .map(id -> Noun.ADDRESS.require(call, id));
            addresses.add(
                    elastic.map(one -> given(call, one, eni.id(), ip, change)).orElseGet(() -> plain(ip)));
        }
        NatGateway made = nat.withInterface(eni.id()).withAddresses(addresses);
        return new Made(made, change.put(made).build());
    }

    /** A private address that nothing stands for. */
    static NatGateway.NatAddress plain(Ip ip) {
        return new NatGateway.NatAddress(Optional.of(ip), Optional.empty(), Optional.empty());
    }

    /** A private address for which an Elastic IP address stands from now on. */
    static NatGateway.NatAddress given(
            Ec2Call call, Address elastic, NetworkInterfaceId eni, Ip ip, Change.Builder change) {
        AddressAssociationId id = new AddressAssociationId(call.newId(AddressAssociationId.PREFIX));
        change.put(elastic.withAssociation(Optional.of(new Address.Association(id, eni, ip))));
        return new NatGateway.NatAddress(
                Optional.of(ip),
                Optional.of(new NatGateway.Elastic(
                        elastic.key(), Optional.of(new NatGateway.Link(id, elastic.publicIp())))),
                Optional.empty());
    }

    private static CreateNatGatewayResponse created(NatGateway nat, @Nullable String token) {
        return CreateNatGatewayResponse.builder()
                .natGateway(NatGatewayView.of(nat))
                .clientToken(token)
                .build();
    }
}

package dev.postern.services.ec2.addresses;

import dev.postern.model.Change;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.AddressAssociationId;
import dev.postern.model.ec2.AllocationId;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.gateways.InternetGateways;
import dev.postern.services.ec2.interfaces.Interfaces;
import dev.postern.services.ec2.interfaces.PublicAddresses;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressResponse;

/**
 * Elastic IP addresses.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html">Elastic IP
 *     addresses</a>
 */
final class Addresses {
    private Addresses() {}

    static Outcome<AllocateAddressResponse> allocate(Ec2Call call, AllocateAddressRequest request) {
        if (request.address() != null || request.customerOwnedIpv4Pool() != null || request.ipamPoolId() != null) {
            throw Ec2Error.UNSUPPORTED.of("An address of your own choice cannot be allocated here.");
        }
        String pool = request.publicIpv4Pool();
        if (pool != null && !pool.equals("amazon")) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The pool ID '" + pool + "' does not exist");
        }
        String group = request.networkBorderGroup();
        if (group != null && !group.equals(call.region().name())) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid network border group: [" + group + "]");
        }
        call.check(Quota.ELASTIC_IPS, call.all(Address.class).size() + 1L);
        Address address = Address.of(
                call.scope(),
                new AllocationId(call.newId(AllocationId.PREFIX)),
                PublicAddresses.of(call).take(call.context().ids()),
                TagRules.of(request.tagSpecifications(), "elastic-ip"));
        return new Outcome<>(
                Change.put(address),
                AllocateAddressResponse.builder()
                        .allocationId(address.key())
                        .publicIp(address.publicIp().toString())
                        .domain("vpc")
                        .publicIpv4Pool("amazon")
                        .networkBorderGroup(call.region().name())
                        .build());
    }

    static Outcome<AssociateAddressResponse> associate(Ec2Call call, AssociateAddressRequest request) {
        if (request.publicIp() != null && request.networkInterfaceId() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "You must specify an allocation id when mapping an address to a VPC instance");
        }
        Address address = require(call, request.allocationId(), request.publicIp());
        address.association().ifPresent(old -> refuseManaged(call, old));
        NetworkInterface eni = target(call, request);
        Interfaces.refuseManaged(eni);
        Ip privateIp = privateIp(eni, request.privateIpAddress());
        if (InternetGateways.attachedTo(call, eni.vpcId()).isEmpty()) {
            throw new ApiException(
                    Ec2Error.GATEWAY_NOT_ATTACHED,
                    "Network " + eni.vpcId() + " is not attached to any internet gateway");
        }
        Optional<Address> present = PublicAddresses.of(call).elasticFor(eni, privateIp);
        boolean reassociate = !Boolean.FALSE.equals(request.allowReassociation());
        Optional<Address.Association> old = address.association();
        if (old.isPresent() && present.filter(address::equals).isPresent()) {
            return new Outcome<>(Change.NONE, associated(old.get().id()));
        }
        if (old.isPresent() && !reassociate) {
            throw Ec2Error.ALREADY_ASSOCIATED.of("resource " + address.id()
                    + " is already associated with associate-id " + old.get().id());
        }
        if (present.isPresent() && !reassociate) {
            throw Ec2Error.ALREADY_ASSOCIATED.of("resource " + eni.id() + " is already associated with address "
                    + present.get().publicIp());
        }
        Address.Association made = new Address.Association(
                new AddressAssociationId(call.newId(AddressAssociationId.PREFIX)), eni.id(), privateIp);
        Change.Builder change = Change.builder();
        present.ifPresent(p -> change.put(p.withAssociation(Optional.empty())));
        old.ifPresent(o -> restorePublicIp(call, o, eni.id()).ifPresent(change::put));
        change.put(address.withAssociation(Optional.of(made)));
        if (privateIp.equals(eni.primaryIp()) && eni.publicIp().isPresent()) {
            change.put(eni.withPublicIp(Optional.empty()));
        }
        return new Outcome<>(change.build(), associated(made.id()));
    }

    static Outcome<DisassociateAddressResponse> disassociate(Ec2Call call, DisassociateAddressRequest request) {
        String id = request.associationId();
        Address address = id == null ? require(call, null, request.publicIp()) : holder(call, id);
        Address.Association old =
                address.association().orElseThrow(() -> Ec2Error.ASSOCIATION_NOT_FOUND.of(address.publicIp()));
        refuseManaged(call, old);
        Change.Builder change = Change.builder().put(address.withAssociation(Optional.empty()));
        restorePublicIp(call, old, null).ifPresent(change::put);
        return new Outcome<>(
                change.build(), DisassociateAddressResponse.builder().build());
    }

    static Outcome<ReleaseAddressResponse> release(Ec2Call call, ReleaseAddressRequest request) {
        Address address = require(call, request.allocationId(), request.publicIp());
        String group = request.networkBorderGroup();
        if (group != null && !group.isEmpty() && !group.equals(call.region().name())) {
            throw Ec2Error.ADDRESS_NOT_FOUND.of(address.publicIp());
        }
        address.association().ifPresent(with -> refuseManaged(call, with));
        if (address.association().isPresent()) {
            throw Ec2Error.ADDRESS_IN_USE.of(address.publicIp());
        }
        if (address.domainName().isPresent()) {
            throw Ec2Error.ADDRESS_NAMED.of(address.id());
        }
        return new Outcome<>(
                Change.remove(address), ReleaseAddressResponse.builder().build());
    }

    static DescribeAddressesResponse describe(Ec2Call call, DescribeAddressesRequest request) {
        List<Address> chosen = request.publicIps().isEmpty()
                ? Noun.ADDRESS.select(call, request.allocationIds())
                : request.publicIps().stream()
                        .map(ip -> require(call, null, ip))
                        .toList();
        List<Address> found = new Filters<Address>()
                .one("allocation-id", Address::id)
                .some("association-id", a -> a.association().map(Address.Association::id))
                .one("domain", a -> "vpc")
                .some("instance-id", a -> instance(call, a))
                .one("network-border-group", a -> call.region())
                .some("network-interface-id", a -> a.association().map(Address.Association::networkInterfaceId))
                .some(
                        "network-interface-owner-id",
                        a -> a.association().map(x -> a.scope().account()))
                .some("private-ip-address", a -> a.association().map(Address.Association::privateIp))
                .one("public-ip", Address::publicIp)
                .one("public-ipv4-pool", a -> "amazon")
                .tags(Address::tags)
                .apply(request.filters(), chosen);
        return DescribeAddressesResponse.builder()
                .addresses(found.stream().map(a -> view(call, a)).toList())
                .build();
    }

    /** An address that AWS has given to something of its own, as a NAT gateway, is not the user's to take away. */
    private static void refuseManaged(Ec2Call call, Address.Association with) {
        call.find(NetworkInterface.class, with.networkInterfaceId()).ifPresent(Interfaces::refuseManaged);
    }

    private static Address require(Ec2Call call, @Nullable String allocationId, @Nullable String publicIp) {
        if (allocationId != null && publicIp != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "You may specify public IP or allocation id, but not both in the same call");
        }
        if (allocationId != null) {
            return Noun.ADDRESS.require(call, allocationId);
        }
        if (publicIp == null) {
            throw Ec2Error.MISSING_PARAMETER.of("allocationId");
        }
        Ip ip = Ip.find(publicIp).orElseThrow(() -> Ec2Error.ADDRESS_MALFORMED.of(publicIp));
        return call.all(Address.class).stream()
                .filter(a -> a.publicIp().equals(ip))
                .findFirst()
                .orElseThrow(() -> Ec2Error.ADDRESS_NOT_FOUND.of(publicIp));
    }

    private static Address holder(Ec2Call call, String associationId) {
        return call.all(Address.class).stream()
                .filter(a -> a.association()
                        .filter(x -> x.id().value().equals(associationId))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> Ec2Error.ASSOCIATION_NOT_FOUND.of(associationId));
    }

    private static NetworkInterface target(Ec2Call call, AssociateAddressRequest request) {
        if (request.networkInterfaceId() != null) {
            if (request.instanceId() != null) {
                throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                        "You may specify an instance ID or a network interface ID, but not both in the same call");
            }
            return notPending(call, Noun.INTERFACE.require(call, request.networkInterfaceId()));
        }
        Instance instance = Noun.INSTANCE.require(call, request.instanceId(), "instanceId");
        boolean valid = switch (instance.state()) {
            case RUNNING, STOPPING, STOPPED -> true;
            case PENDING, SHUTTING_DOWN, TERMINATED -> false;
        };
        if (!valid) {
            throw Ec2Error.INVALID_INSTANCE_ID.of("The " + instance.state().wireName() + " instance '" + instance.id()
                    + "' is not in a valid state for this operation.");
        }
        List<NetworkInterface> interfaces = Interfaces.attachedTo(call.snapshot(), instance);
        if (interfaces.size() > 1) {
            throw Ec2Error.INVALID_INSTANCE_ID.of("There are multiple interfaces attached to instance '" + instance.id()
                    + "'. Please specify an interface ID for the operation instead.");
        }
        return call.get(NetworkInterface.class, instance.primaryInterface());
    }

    private static NetworkInterface notPending(Ec2Call call, NetworkInterface eni) {
        boolean pending = eni.attachment()
                .flatMap(a -> call.find(Instance.class, a.instanceId()))
                .filter(i -> i.state() == Instance.State.PENDING)
                .isPresent();
        if (pending) {
            throw Ec2Error.INCORRECT_INSTANCE_STATE.of("The pending-instance-creation instance to which '" + eni.id()
                    + "' is attached is not in a valid state for this operation");
        }
        return eni;
    }

    private static Ip privateIp(NetworkInterface eni, @Nullable String text) {
        if (text == null) {
            return eni.primaryIpv4().orElseThrow(() -> Ec2Error.IPV4_NOT_IN_SUBNET.of(eni.subnetId()));
        }
        return Ip.find(text)
                .filter(eni.privateIps()::contains)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "The private IP address '" + text + "' is not assigned to the interface '" + eni.id() + "'."));
    }

    /** An interface that loses its Elastic IP address gets a public address again, if its instance runs and it had one. */
    private static Optional<NetworkInterface> restorePublicIp(
            Ec2Call call, Address.Association old, @Nullable NetworkInterfaceId unless) {
        return call.find(NetworkInterface.class, old.networkInterfaceId())
                .filter(eni -> !eni.id().equals(unless))
                .filter(eni -> eni.publicIpAtStart() && eni.primaryIp().equals(old.privateIp()))
                .filter(eni -> eni.attachment()
                        .flatMap(a -> call.find(Instance.class, a.instanceId()))
                        .filter(i -> i.state() == Instance.State.RUNNING)
                        .isPresent())
                .map(eni -> eni.withPublicIp(
                        Optional.of(PublicAddresses.of(call).take(call.context().ids()))));
    }

    private static Optional<InstanceId> instance(Ec2Call call, Address address) {
        return address.association()
                .flatMap(a -> call.find(NetworkInterface.class, a.networkInterfaceId()))
                .flatMap(NetworkInterface::attachment)
                .map(NetworkInterface.Attachment::instanceId);
    }

    private static AssociateAddressResponse associated(AddressAssociationId id) {
        return AssociateAddressResponse.builder().associationId(id.value()).build();
    }

    private static software.amazon.awssdk.services.ec2.model.Address view(Ec2Call call, Address address) {
        software.amazon.awssdk.services.ec2.model.Address.Builder view =
                software.amazon.awssdk.services.ec2.model.Address.builder()
                        .allocationId(address.key())
                        .publicIp(address.publicIp().toString())
                        .publicIpv4Pool("amazon")
                        .domain("vpc")
                        .networkBorderGroup(call.region().name())
                        .tags(TagRules.view(address.tags()));
        address.association()
                .ifPresent(a -> view.associationId(a.id().value())
                        .networkInterfaceId(a.networkInterfaceId().value())
                        .networkInterfaceOwnerId(address.scope().account().value())
                        .privateIpAddress(a.privateIp().toString()));
        instance(call, address).ifPresent(id -> view.instanceId(id.value()));
        return view.build();
    }
}

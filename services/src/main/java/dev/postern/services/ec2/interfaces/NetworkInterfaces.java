package dev.postern.services.ec2.interfaces;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AttachmentId;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Attributes;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.types.InstanceType;
import dev.postern.services.fabric.InterfaceParts;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachmentChanges;

/**
 * Elastic network interfaces.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html">Elastic network interfaces</a>
 */
public final class NetworkInterfaces {
    private static final Set<String> NO_ATTRIBUTES = Set.of("NetworkInterfaceId", "DryRun");

    private NetworkInterfaces() {}

    static Outcome<CreateNetworkInterfaceResponse> create(Ec2Call call, CreateNetworkInterfaceRequest request) {
        String type = request.interfaceTypeAsString();
        if (type != null && !type.equals("interface")) {
            throw Ec2Error.UNSUPPORTED.of("Only interfaces of the type interface can be created here.");
        }
        return Idempotency.once(
                call,
                "CreateNetworkInterface",
                request.clientToken(),
                request,
                () -> {
                    NetworkInterface eni = make(call, request);
                    Snapshot with = call.snapshot().apply(call.snapshot().sequence() + 1, Change.put(eni));
                    return new Idempotency.Made<>(
                            Change.put(eni), created(call.with(with), eni, request.clientToken()), List.of(eni.key()));
                },
                ids -> created(call, Noun.INTERFACE.require(call, ids.getFirst()), request.clientToken()));
    }

    static Outcome<DeleteNetworkInterfaceResponse> delete(Ec2Call call, DeleteNetworkInterfaceRequest request) {
        NetworkInterface eni = Noun.INTERFACE.require(call, request.networkInterfaceId(), "networkInterfaceId");
        if (eni.inUse()) {
            throw Ec2Error.INTERFACE_IN_USE.of(eni.id());
        }
        return new Outcome<>(
                remove(call.snapshot(), eni),
                DeleteNetworkInterfaceResponse.builder().build());
    }

    /** The change that removes an interface: its Elastic IP addresses stand for nothing afterwards. */
    public static Change remove(Snapshot snapshot, NetworkInterface eni) {
        return InterfaceParts.remove(snapshot, eni);
    }

    static DescribeNetworkInterfacesResponse describe(Ec2Call call, DescribeNetworkInterfacesRequest request) {
        Ec2Page.refuseWithIds(request.networkInterfaceIds(), request.maxResults(), "networkInterfaceIdsSet");
        InterfaceView view = new InterfaceView(call);
        List<NetworkInterface> found = InterfaceFilters.of(call, view)
                .apply(request.filters(), Noun.INTERFACE.select(call, request.networkInterfaceIds()));
        Ec2Page<NetworkInterface> page = Ec2Page.of(
                found,
                NetworkInterface::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(page.items().stream().map(view::of).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static DescribeNetworkInterfaceAttributeResponse describeAttribute(
            Ec2Call call, DescribeNetworkInterfaceAttributeRequest request) {
        NetworkInterface eni = Noun.INTERFACE.require(call, request.networkInterfaceId(), "networkInterfaceId");
        var view = new InterfaceView(call).of(eni);
        DescribeNetworkInterfaceAttributeResponse.Builder response =
                DescribeNetworkInterfaceAttributeResponse.builder().networkInterfaceId(eni.key());
        switch (String.valueOf(request.attributeAsString())) {
            case "description" -> response.description(Attributes.of(eni.description()));
            case "groupSet" -> response.groups(view.groups());
            case "sourceDestCheck" -> response.sourceDestCheck(Attributes.of(eni.sourceDestCheck()));
            case "attachment" -> response.attachment(view.attachment());
            case "associatePublicIpAddress" -> response.associatePublicIpAddress(eni.publicIpAtStart());
            default ->
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + request.attributeAsString()
                        + ") for parameter attribute is invalid. Unknown network interface attribute");
        }
        return response.build();
    }

    static Outcome<ModifyNetworkInterfaceAttributeResponse> modifyAttribute(
            Ec2Call call, ModifyNetworkInterfaceAttributeRequest request) {
        NetworkInterface eni = Noun.INTERFACE.require(call, request.networkInterfaceId(), "networkInterfaceId");
        Interfaces.refuseManaged(eni);
        Attributes.requireOne(request, NO_ATTRIBUTES);
        if (request.associatePublicIpAddress() != null || request.enaSrdSpecification() != null) {
            throw Ec2Error.UNSUPPORTED.of("This attribute of a network interface cannot be changed here.");
        }
        NetworkInterface changed = eni.withDescription(
                        Attributes.description(Attributes.text(request.description(), eni.description())))
                .withSourceDestCheck(Attributes.flag(request.sourceDestCheck(), eni.sourceDestCheck()))
                .withTimeouts(Interfaces.timeouts(request.connectionTrackingSpecification(), eni.timeouts()))
                .withPrimaryIpv6(Ipv6Addresses.isPrimary(call, eni, request.enablePrimaryIpv6()));
        if (!request.groups().isEmpty()) {
            changed = changed.withGroups(
                    Interfaces.groups(call, call.get(Subnet.class, eni.subnetId()), request.groups()));
        }
        NetworkInterfaceAttachmentChanges wanted = request.attachment();
        if (wanted != null) {
            NetworkInterface.Attachment old = eni.attachment()
                    .filter(a -> a.id().value().equals(wanted.attachmentId()))
                    .orElseThrow(() -> Ec2Error.ATTACHMENT_NOT_FOUND.of(wanted.attachmentId()));
            changed = changed.withUse(new NetworkInterface.Attachment(
                    old.id(),
                    old.instanceId(),
                    old.deviceIndex(),
                    old.attachedAt(),
                    Boolean.TRUE.equals(wanted.deleteOnTermination())));
        }
        return new Outcome<>(
                changed.equals(eni) ? Change.NONE : Change.put(changed),
                ModifyNetworkInterfaceAttributeResponse.builder().build());
    }

    static Outcome<AttachNetworkInterfaceResponse> attach(Ec2Call call, AttachNetworkInterfaceRequest request) {
        NetworkInterface eni = Noun.INTERFACE.require(call, request.networkInterfaceId(), "networkInterfaceId");
        Instance instance = Noun.INSTANCE.require(call, request.instanceId(), "instanceId");
        Integer index = request.deviceIndex();
        if (index == null) {
            throw Ec2Error.MISSING_PARAMETER.of("deviceIndex");
        }
        if (index < 0) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + index + ") for parameter deviceIndex is invalid.");
        }
        if (eni.inUse()) {
            throw Ec2Error.INTERFACE_ATTACHED.of(eni.id());
        }
        if (instance.state() != Instance.State.RUNNING && instance.state() != Instance.State.STOPPED) {
            throw Ec2Error.INCORRECT_STATE.of("Instance '" + instance.id() + "' is not 'running' or 'stopped'.");
        }
        String zone = call.get(Subnet.class, eni.subnetId()).availabilityZone();
        if (!zone.equals(call.get(Subnet.class, instance.subnetId()).availabilityZone())) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of("You may not attach a network interface to an instance if"
                    + " they are not in the same availability zone");
        }
        List<NetworkInterface> present = Interfaces.attachedTo(call.snapshot(), instance);
        boolean taken =
                present.stream().anyMatch(e -> e.attachment().orElseThrow().deviceIndex() == index);
        if (taken) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Instance '" + instance.id()
                    + "' already has an interface attached at device index '" + index + "'.");
        }
        checkRoom(InstanceType.of(instance), present.size() + 1, eni);
        NetworkInterface.Attachment attachment = new NetworkInterface.Attachment(
                new AttachmentId(call.newId(AttachmentId.PREFIX)), instance.id(), index, call.now(), false);
        return new Outcome<>(
                Change.put(eni.withUse(attachment)),
                AttachNetworkInterfaceResponse.builder()
                        .attachmentId(attachment.id().value())
                        .networkCardIndex(0)
                        .build());
    }

    static Outcome<DetachNetworkInterfaceResponse> detach(Ec2Call call, DetachNetworkInterfaceRequest request) {
        String id = request.attachmentId();
        if (id == null) {
            throw Ec2Error.MISSING_PARAMETER.of("attachmentId");
        }
        if (id.startsWith(InterfaceView.MANAGED_ATTACHMENT)) {
            throw Ec2Error.OPERATION_NOT_PERMITTED.of("You are not allowed to manage 'ela-attach' attachments.");
        }
        if (!ResourceId.isWellFormed(AttachmentId.PREFIX, id)) {
            throw Ec2Error.ATTACHMENT_MALFORMED.of(id);
        }
        NetworkInterface eni = call.all(NetworkInterface.class).stream()
                .filter(e ->
                        e.attachment().filter(a -> a.id().value().equals(id)).isPresent())
                .findFirst()
                .orElseThrow(() -> Ec2Error.ATTACHMENT_NOT_FOUND.of(id));
        if (eni.attachment().orElseThrow().deviceIndex() == 0) {
            throw Ec2Error.OPERATION_NOT_PERMITTED.of("The network interface at device index 0 cannot be detached.");
        }
        return new Outcome<>(
                Change.put(eni.withUse(new NetworkInterface.Free())),
                DetachNetworkInterfaceResponse.builder().build());
    }

    private static void checkRoom(InstanceType type, int interfaces, NetworkInterface eni) {
        if (interfaces > type.interfaces()) {
            throw Ec2Error.INTERFACES_PER_INSTANCE.of(interfaces, type.name());
        }
        if (eni.places(Family.IPV4) > type.addressesPerInterface()
                || eni.places(Family.IPV6) > type.addressesPerInterface()) {
            throw Ec2Error.ADDRESSES_PER_INTERFACE.of();
        }
        if (!eni.prefixes().isEmpty()) {
            Interfaces.requirePrefixes(type);
        }
    }

    private static NetworkInterface make(Ec2Call call, CreateNetworkInterfaceRequest request) {
        call.check(
                Quota.NETWORK_INTERFACES_PER_REGION,
                call.all(NetworkInterface.class).size() + 1L);
        Subnet subnet = Noun.SUBNET.require(call, request.subnetId(), "subnetId");
        NewAddresses addresses = NewAddresses.of(call, subnet, request);
        return new NetworkInterface(
                call.scope(),
                new NetworkInterfaceId(call.newId(NetworkInterfaceId.PREFIX)),
                subnet.vpcId(),
                subnet.id(),
                Interfaces.newMac(call),
                addresses.ipv4(),
                addresses.ipv6(),
                Ipv6Addresses.isPrimary(subnet, request.enablePrimaryIpv6()),
                addresses.prefixes(),
                Optional.empty(),
                Interfaces.groups(call, subnet, request.groups()),
                true,
                Attributes.description(request.description()),
                new NetworkInterface.Free(),
                false,
                Interfaces.timeouts(request.connectionTrackingSpecification(), Optional.empty()),
                TagRules.of(request.tagSpecifications(), "network-interface"));
    }

    private static CreateNetworkInterfaceResponse created(Ec2Call call, NetworkInterface eni, @Nullable String token) {
        return CreateNetworkInterfaceResponse.builder()
                .networkInterface(new InterfaceView(call)
                        .of(eni).toBuilder().status("pending").build())
                .clientToken(token)
                .build();
    }
}

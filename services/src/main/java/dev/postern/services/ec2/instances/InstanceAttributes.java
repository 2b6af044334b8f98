package dev.postern.services.ec2.instances;

import dev.postern.model.Change;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Volume;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Attributes;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.UserData;
import dev.postern.services.ec2.interfaces.InterfaceView;
import dev.postern.services.ec2.interfaces.Interfaces;
import dev.postern.services.ec2.types.InstanceType;
import dev.postern.services.ec2.volumes.Volumes;
import dev.postern.services.ec2.vpc.PrivateNameRules;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifyPrivateDnsNameOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyPrivateDnsNameOptionsResponse;
import software.amazon.awssdk.services.ec2.model.SecureBlobAttributeValue;

/** The attributes of instances: asked for and changed one at a time. */
final class InstanceAttributes {
    private static final Set<String> NO_ATTRIBUTES = Set.of("InstanceId", "DryRun", "Attribute", "Value");

    private InstanceAttributes() {}

    static DescribeInstanceAttributeResponse describe(Ec2Call call, DescribeInstanceAttributeRequest request) {
        Instance instance = Noun.INSTANCE.require(call, request.instanceId(), "instanceId");
        Optional<NetworkInterface> primary = call.find(NetworkInterface.class, instance.primaryInterface());
        DescribeInstanceAttributeResponse.Builder response =
                DescribeInstanceAttributeResponse.builder().instanceId(instance.key());
        switch (String.valueOf(request.attributeAsString())) {
            case "instanceType" -> response.instanceType(Attributes.of(instance.instanceType()));
            case "userData" ->
                response.userData(instance.options()
                        .userData()
                        .map(Attributes::of)
                        .orElseGet(() -> AttributeValue.builder().build()));
            case "disableApiTermination" ->
                response.disableApiTermination(Attributes.of(instance.options().disableApiTermination()));
            case "disableApiStop" -> response.disableApiStop(Attributes.of(false));
            case "instanceInitiatedShutdownBehavior" ->
                response.instanceInitiatedShutdownBehavior(
                        Attributes.of(instance.options().shutdownBehavior()));
            case "rootDeviceName" -> response.rootDeviceName(Attributes.of(Volume.ROOT_DEVICE));
            case "sourceDestCheck" ->
                response.sourceDestCheck(Attributes.of(
                        primary.map(NetworkInterface::sourceDestCheck).orElse(true)));
            case "groupSet" ->
                response.groups(
                        primary.map(eni -> new InterfaceView(call).groups(eni)).orElse(List.of()));
            case "ebsOptimized" -> response.ebsOptimized(Attributes.of(false));
            case "enaSupport" -> response.enaSupport(Attributes.of(true));
            case "enclaveOptions" -> response.enclaveOptions(e -> e.enabled(false));
            case "productCodes" -> response.productCodes(List.of());
            case "kernel", "ramdisk", "sriovNetSupport" -> {}
            case "blockDeviceMapping" ->
                response.blockDeviceMappings(Volumes.of(call.snapshot(), instance).stream()
                        .map(v -> InstanceBlockDeviceMapping.builder()
                                .deviceName(v.device())
                                .ebs(e -> e.volumeId(v.key())
                                        .attachTime(v.createdAt())
                                        .deleteOnTermination(true)
                                        .status("attached"))
                                .build())
                        .toList());
            default -> throw unknown(request.attributeAsString());
        }
        return response.build();
    }

    static Outcome<ModifyInstanceAttributeResponse> modify(Ec2Call call, ModifyInstanceAttributeRequest request) {
        Instance instance = modifiable(call, request.instanceId());
        if (request.value() == null || request.attributeAsString() == null) {
            Attributes.requireOne(request, NO_ATTRIBUTES);
        }
        Instance changed = withNamed(instance, request);
        if (request.instanceType() != null) {
            changed = withType(changed, request.instanceType().value());
        }
        if (request.userData() != null) {
            changed = withUserData(changed, request.userData());
        }
        Instance.Options options = changed.options();
        changed = changed.withOptions(options.withDisableApiTermination(
                        Attributes.flag(request.disableApiTermination(), options.disableApiTermination()))
                .withShutdownBehavior(Launches.shutdownBehavior(
                        Attributes.text(request.instanceInitiatedShutdownBehavior(), options.shutdownBehavior()))));
        if (Attributes.flag(request.disableApiStop(), false)
                || !request.blockDeviceMappings().isEmpty()) {
            throw Ec2Error.UNSUPPORTED.of("This attribute of an instance cannot be changed here.");
        }
        checkInterfaces(call, changed);
        Change.Builder change = Change.builder();
        if (!changed.equals(instance)) {
            change.put(changed);
        }
        if (request.sourceDestCheck() != null || !request.groups().isEmpty()) {
            NetworkInterface eni = onlyInterface(call, instance);
            NetworkInterface other =
                    eni.withSourceDestCheck(Attributes.flag(request.sourceDestCheck(), eni.sourceDestCheck()));
            change.put(
                    request.groups().isEmpty()
                            ? other
                            : other.withGroups(
                                    Interfaces.groups(call, call.get(Subnet.class, eni.subnetId()), request.groups())));
        }
        return new Outcome<>(
                change.build(), ModifyInstanceAttributeResponse.builder().build());
    }

    /** The host name is another only from the next start on; what the resolver answers, at once. */
    static Outcome<ModifyPrivateDnsNameOptionsResponse> modifyNames(
            Ec2Call call, ModifyPrivateDnsNameOptionsRequest request) {
        Instance instance = modifiable(call, request.instanceId());
        PrivateNames old = instance.options().names();
        PrivateNames names = PrivateNameRules.changed(
                call.get(Subnet.class, instance.subnetId()),
                old,
                request.privateDnsHostnameTypeAsString(),
                "PrivateDnsHostnameType",
                request.enableResourceNameDnsARecord(),
                request.enableResourceNameDnsAAAARecord());
        if (names.hostName() != old.hostName()) {
            requireStopped(instance);
        }
        return new Outcome<>(
                names.equals(old)
                        ? Change.NONE
                        : Change.put(instance.withOptions(instance.options().withNames(names))),
                ModifyPrivateDnsNameOptionsResponse.builder().returnValue(true).build());
    }

    private static Instance modifiable(Ec2Call call, @Nullable String id) {
        Instance instance = Noun.INSTANCE.require(call, id, "instanceId");
        if (instance.state() == Instance.State.SHUTTING_DOWN || instance.state() == Instance.State.TERMINATED) {
            throw Ec2Error.INCORRECT_INSTANCE_STATE.of("The instance '" + instance.id()
                    + "' is not in a state from which its attributes can be modified.");
        }
        return instance;
    }

    /** The older form: the attribute's name and its value as text. */
    private static Instance withNamed(Instance instance, ModifyInstanceAttributeRequest request) {
        String attribute = request.attributeAsString();
        String value = request.value();
        if (attribute == null || value == null) {
            return instance;
        }
        return switch (attribute) {
            case "instanceType" -> withType(instance, value);
            case "userData" -> {
                requireStopped(instance);
                yield instance.withOptions(instance.options().withUserData(UserData.check(value)));
            }
            case "disableApiTermination" ->
                instance.withOptions(instance.options().withDisableApiTermination(Boolean.parseBoolean(value)));
            case "instanceInitiatedShutdownBehavior" ->
                instance.withOptions(instance.options().withShutdownBehavior(Launches.shutdownBehavior(value)));
            default -> throw unknown(attribute);
        };
    }

    private static Instance withType(Instance instance, @Nullable String type) {
        InstanceType known = InstanceType.find(String.valueOf(type))
                .orElseThrow(() -> Ec2Error.INSTANCE_TYPE_ATTRIBUTE.of(String.valueOf(type)));
        if (known.name().equals(instance.instanceType())) {
            return instance;
        }
        requireStopped(instance);
        if (!known.architecture().equals(InstanceType.of(instance).architecture())) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The architecture '" + known.architecture()
                    + "' of the specified instance type does not match the architecture of the instance.");
        }
        return instance.withOptions(instance.options().withInstanceType(known.name()));
    }

    /** A new type must have room for the interfaces and addresses that the instance has. */
    private static void checkInterfaces(Ec2Call call, Instance instance) {
        InstanceType type = InstanceType.of(instance);
        List<NetworkInterface> enis = Interfaces.attachedTo(call.snapshot(), instance);
        if (enis.size() > type.interfaces()) {
            throw Ec2Error.INTERFACES_PER_INSTANCE.of(enis.size(), type.name());
        }
        boolean many = enis.stream()
                .anyMatch(eni -> Stream.of(Family.values())
                        .anyMatch(family -> eni.places(family) > type.addressesPerInterface()));
        if (many) {
            throw Ec2Error.ADDRESSES_PER_INTERFACE.of();
        }
        if (enis.stream().anyMatch(eni -> !eni.prefixes().isEmpty())) {
            Interfaces.requirePrefixes(type);
        }
    }

    private static Instance withUserData(Instance instance, SecureBlobAttributeValue blob) {
        requireStopped(instance);
        byte[] bytes = blob.value() == null ? new byte[0] : blob.value().asByteArray();
        return instance.withOptions(instance.options()
                .withUserData(UserData.check(Base64.getEncoder().encodeToString(bytes))));
    }

    private static void requireStopped(Instance instance) {
        if (instance.state() != Instance.State.STOPPED) {
            throw Ec2Error.INCORRECT_INSTANCE_STATE.of(
                    "The instance '" + instance.id() + "' is not in the 'stopped' state.");
        }
    }

    private static NetworkInterface onlyInterface(Ec2Call call, Instance instance) {
        List<NetworkInterface> enis = Interfaces.attachedTo(call.snapshot(), instance);
        if (enis.size() != 1) {
            throw Ec2Error.INVALID_INSTANCE_ID.of("There are multiple interfaces attached to instance '" + instance.id()
                    + "'. Please specify an interface ID for the operation instead.");
        }
        return enis.getFirst();
    }

    private static ApiException unknown(@Nullable String attribute) {
        return Ec2Error.INVALID_PARAMETER_VALUE.of(
                "Value (" + attribute + ") for parameter attribute is invalid. Unknown attribute.");
    }
}

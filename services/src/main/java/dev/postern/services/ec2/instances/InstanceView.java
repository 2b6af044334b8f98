package dev.postern.services.ec2.instances;

import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Volume;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.images.Images;
import dev.postern.services.ec2.interfaces.InterfaceView;
import dev.postern.services.ec2.types.InstanceType;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ConnectionTrackingSpecificationResponse;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceIpv4Prefix;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Prefix;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.InstancePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.StateReason;

/** Instances as EC2 shows them. Built once for a request, it reads interfaces and volumes once for all instances. */
final class InstanceView {
    private final Ec2Call call;
    private final Images images;
    private final InterfaceView interfaceView;
    private final Map<InstanceId, List<NetworkInterface>> interfaces = new HashMap<>();
    private final Map<InstanceId, Volume> volumes = new HashMap<>();

    InstanceView(Ec2Call call, Images images) {
        this.call = call;
        this.images = images;
        this.interfaceView = new InterfaceView(call);
        for (NetworkInterface eni : call.all(NetworkInterface.class)) {
            eni.attachment()
                    .ifPresent(a -> interfaces
                            .computeIfAbsent(a.instanceId(), id -> new ArrayList<>())
                            .add(eni));
        }
        interfaces
                .values()
                .forEach(list -> list.sort(Comparator.comparingInt(
                        eni -> eni.attachment().orElseThrow().deviceIndex())));
        call.all(Volume.class).forEach(volume -> volumes.put(volume.instanceId(), volume));
    }

    /** The instance's interfaces, ordered by device index; none when it is terminated. */
    List<NetworkInterface> interfaces(Instance instance) {
        return interfaces.getOrDefault(instance.id(), List.of());
    }

    Optional<NetworkInterface> primary(Instance instance) {
        return interfaces(instance).stream().findFirst();
    }

    Optional<Volume> volume(Instance instance) {
        return Optional.ofNullable(volumes.get(instance.id()));
    }

    Optional<Ip> publicIp(Instance instance) {
        return primary(instance).flatMap(interfaceView::publicIp);
    }

    String publicName(Instance instance) {
        return primary(instance)
                .flatMap(eni -> interfaceView.publicName(eni, interfaceView.publicIp(eni)))
                .orElse("");
    }

    String privateName(Instance instance) {
        return primary(instance).map(eni -> instance.hostName(eni.primaryIp())).orElse("");
    }

    InterfaceView interfaceView() {
        return interfaceView;
    }

    String zone(Instance instance) {
        return call.find(Subnet.class, instance.subnetId())
                .map(Subnet::availabilityZone)
                .orElseGet(() -> AvailabilityZone.of(call.region()).getFirst().name());
    }

    String zoneId(Instance instance) {
        return AvailabilityZone.named(call.region(), zone(instance))
                .map(AvailabilityZone::id)
                .orElse("");
    }

    Optional<IamInstanceProfile> profile(Instance instance) {
        return instance.instanceProfile().map(p -> Profiles.view(call, p.profileName()));
    }

    String architecture(Instance instance) {
        return images.architectureOf(call, instance.imageId());
    }

    /**
     * An instance as its launch answers it: what comes with the start is not there yet.
     *
     * @see <a href="https://docs.aws.amazon.com/cli/latest/reference/ec2/run-instances.html#examples">run-instances,
     *     examples</a>
     */
    software.amazon.awssdk.services.ec2.model.Instance launched(Instance instance) {
        var shown = of(instance);
        return shown.toBuilder()
                .blockDeviceMappings(List.of())
                .publicIpAddress(null)
                .publicDnsName("")
                .metadataOptions(
                        shown.metadataOptions().toBuilder().state("pending").build())
                .networkInterfaces(shown.networkInterfaces().stream()
                        .map(eni -> eni.toBuilder()
                                .association((InstanceNetworkInterfaceAssociation) null)
                                .privateIpAddresses(eni.privateIpAddresses().stream()
                                        .map(ip -> ip.toBuilder()
                                                .association((InstanceNetworkInterfaceAssociation) null)
                                                .build())
                                        .toList())
                                .attachment(eni.attachment().toBuilder()
                                        .status("attaching")
                                        .build())
                                .build())
                        .toList())
                .build();
    }

    static InstanceState state(Instance.State state) {
        return InstanceState.builder().code(state.code()).name(state.wireName()).build();
    }

    software.amazon.awssdk.services.ec2.model.Instance of(Instance instance) {
        InstanceType type = InstanceType.of(instance);
        software.amazon.awssdk.services.ec2.model.Instance.Builder view =
                software.amazon.awssdk.services.ec2.model.Instance.builder()
                        .instanceId(instance.key())
                        .imageId(instance.imageId().value())
                        .instanceType(instance.instanceType())
                        .state(state(instance.state()))
                        .stateTransitionReason(transition(instance))
                        .stateReason(stateReason(instance))
                        .amiLaunchIndex(instance.launch().index())
                        .launchTime(instance.life().launchTime())
                        .keyName(instance.keyName().orElse(null))
                        .privateDnsName(privateName(instance))
                        .publicDnsName(publicName(instance))
                        .architecture(architecture(instance))
                        .clientToken(instance.launch().clientToken().orElse(""))
                        .ebsOptimized(false)
                        .enaSupport(true)
                        .hypervisor("xen")
                        .virtualizationType("hvm")
                        .platformDetails("Linux/UNIX")
                        .usageOperation("RunInstances")
                        .usageOperationUpdateTime(instance.life().launchTime())
                        .rootDeviceName(Volume.ROOT_DEVICE)
                        .rootDeviceType("ebs")
                        .productCodes(List.of())
                        .monitoring(m -> m.state("disabled"))
                        .placement(p -> p.availabilityZone(zone(instance))
                                .availabilityZoneId(zoneId(instance))
                                .groupName("")
                                .tenancy("default"))
                        .cpuOptions(c -> c.coreCount(type.vcpus() / type.threadsPerCore())
                                .threadsPerCore(type.threadsPerCore()))
                        .capacityReservationSpecification(c -> c.capacityReservationPreference("open"))
                        .hibernationOptions(h -> h.configured(false))
                        .enclaveOptions(e -> e.enabled(false))
                        .maintenanceOptions(m -> m.autoRecovery("default"))
                        .networkPerformanceOptions(n -> n.bandwidthWeighting("default"))
                        .operator(o -> o.managed(false))
                        .metadataOptions(MetadataRules.view(instance.options().metadata()))
                        .tags(TagRules.viewIfAny(instance.tags()));
        profile(instance).ifPresent(view::iamInstanceProfile);
        addNetwork(view, instance);
        volume(instance)
                .ifPresentOrElse(v -> view.blockDeviceMappings(device(v)), () -> view.blockDeviceMappings(List.of()));
        return view.build();
    }

    static @Nullable StateReason stateReason(Instance instance) {
        return instance.life()
                .reason()
                .map(code -> StateReason.builder()
                        .code(code)
                        .message(
                                code.equals("Client.UserInitiatedShutdown")
                                        ? code + ": User initiated shutdown"
                                        : code.equals("Client.InstanceInitiatedShutdown")
                                                ? code + ": Instance initiated shutdown"
                                                : code + ": Internal error on launch")
                        .build())
                .orElseGet(() -> instance.state() == Instance.State.PENDING
                        ? StateReason.builder()
                                .code("pending")
                                .message("pending")
                                .build()
                        : null);
    }

    /** As {@code User initiated (2025-11-22 10:00:00 GMT)}; empty while no state was left. */
    static String transition(Instance instance) {
        boolean byUser = instance.life()
                .reason()
                .filter("Client.UserInitiatedShutdown"::equals)
                .isPresent();
        return byUser
                ? "User initiated ("
                        + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                                .withZone(ZoneOffset.UTC)
                                .format(instance.life().changedAt())
                        + " GMT)"
                : "";
    }

    private void addNetwork(software.amazon.awssdk.services.ec2.model.Instance.Builder view, Instance instance) {
        List<NetworkInterface> enis = interfaces(instance);
        view.networkInterfaces(enis.stream().map(this::view).toList());
        if (enis.isEmpty()) {
            view.securityGroups(List.of());
            return;
        }
        NetworkInterface primary = enis.getFirst();
        PrivateNames names = instance.options().names();
        view.vpcId(primary.vpcId().value())
                .subnetId(primary.subnetId().value())
                .privateIpAddress(primary.primaryIpv4().map(Ip::toString).orElse(null))
                .sourceDestCheck(primary.sourceDestCheck())
                .securityGroups(interfaceView.groups(primary))
                .privateDnsNameOptions(o -> o.hostnameType(names.hostName().wireName())
                        .enableResourceNameDnsARecord(names.ipv4())
                        .enableResourceNameDnsAAAARecord(names.ipv6()));
        primary.ipv6Ips().stream().findFirst().ifPresent(ip -> view.ipv6Address(ip.toString()));
        interfaceView.publicIp(primary).ifPresent(ip -> view.publicIpAddress(ip.toString()));
    }

    private InstanceNetworkInterface view(NetworkInterface eni) {
        var shown = interfaceView.of(eni);
        NetworkInterface.Attachment attachment = eni.attachment().orElseThrow();
        return InstanceNetworkInterface.builder()
                .networkInterfaceId(eni.key())
                .vpcId(shown.vpcId())
                .subnetId(shown.subnetId())
                .description(shown.description())
                .ownerId(shown.ownerId())
                .macAddress(shown.macAddress())
                .status(shown.statusAsString())
                .interfaceType("interface")
                .privateIpAddress(shown.privateIpAddress())
                .privateDnsName(shown.privateDnsName())
                .sourceDestCheck(shown.sourceDestCheck())
                .groups(shown.groups())
                .operator(shown.operator())
                .ipv6Addresses(eni.ipv6Ips().stream()
                        .map(ip -> InstanceIpv6Address.builder()
                                .ipv6Address(ip.toString())
                                .isPrimaryIpv6(eni.primaryIpv6Ip().equals(Optional.of(ip)))
                                .build())
                        .toList())
                .ipv4Prefixes(shown.ipv4Prefixes().stream()
                        .map(prefix -> InstanceIpv4Prefix.builder()
                                .ipv4Prefix(prefix.ipv4Prefix())
                                .build())
                        .toList())
                .ipv6Prefixes(shown.ipv6Prefixes().stream()
                        .map(prefix -> InstanceIpv6Prefix.builder()
                                .ipv6Prefix(prefix.ipv6Prefix())
                                .build())
                        .toList())
                .association(association(shown.association()))
                .connectionTrackingConfiguration(eni.timeouts()
                        .map(timeouts -> ConnectionTrackingSpecificationResponse.builder()
                                .tcpEstablishedTimeout(timeouts.tcpEstablished().orElse(null))
                                .udpTimeout(timeouts.udp().orElse(null))
                                .udpStreamTimeout(timeouts.udpStream().orElse(null))
                                .build())
                        .orElse(null))
                .privateIpAddresses(shown.privateIpAddresses().stream()
                        .map(ip -> InstancePrivateIpAddress.builder()
                                .primary(ip.primary())
                                .privateIpAddress(ip.privateIpAddress())
                                .privateDnsName(ip.privateDnsName())
                                .association(association(ip.association()))
                                .build())
                        .toList())
                .attachment(a -> a.attachmentId(attachment.id().value())
                        .attachTime(attachment.attachedAt())
                        .deleteOnTermination(attachment.deleteOnTermination())
                        .deviceIndex(attachment.deviceIndex())
                        .networkCardIndex(0)
                        .status("attached"))
                .build();
    }

    private static @Nullable InstanceNetworkInterfaceAssociation association(
            @Nullable NetworkInterfaceAssociation association) {
        return association == null
                ? null
                : InstanceNetworkInterfaceAssociation.builder()
                        .publicIp(association.publicIp())
                        .publicDnsName(association.publicDnsName())
                        .ipOwnerId(association.ipOwnerId())
                        .build();
    }

    private static InstanceBlockDeviceMapping device(Volume volume) {
        return InstanceBlockDeviceMapping.builder()
                .deviceName(volume.device())
                .ebs(e -> e.volumeId(volume.key())
                        .attachTime(volume.createdAt())
                        .deleteOnTermination(true)
                        .status("attached"))
                .build();
    }
}

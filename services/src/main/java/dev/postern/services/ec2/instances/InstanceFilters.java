package dev.postern.services.ec2.instances;

import dev.postern.model.Arn;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Volume;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.interfaces.InterfaceView;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.StateReason;

/** The filters of DescribeInstances. */
final class InstanceFilters {
    private InstanceFilters() {}

    static Filters<Instance> of(InstanceView view) {
        Filters<Instance> filters = withDevices(withNetwork(withItself(new Filters<>(), view), view), view);
        return withAttachments(withAssociations(withInterfaces(withOptions(filters, view), view), view), view);
    }

    private static Filters<Instance> withItself(Filters<Instance> filters, InstanceView view) {
        return filters.one("architecture", view::architecture)
                .one("availability-zone", view::zone)
                .some("client-token", i -> i.launch().clientToken())
                .one("hypervisor", i -> "xen")
                .some(
                        "iam-instance-profile.name",
                        i -> i.instanceProfile().map(Instance.ProfileAssociation::profileName))
                .some(
                        "iam-instance-profile.arn",
                        i -> i.instanceProfile()
                                .map(p ->
                                        Arn.global("iam", i.scope().account(), "instance-profile/" + p.profileName())))
                .one("image-id", Instance::imageId)
                .one("instance-id", Instance::id)
                .one("instance-state-code", i -> i.state().code())
                .one("instance-state-name", i -> i.state().wireName())
                .one("instance-type", Instance::instanceType)
                .some("key-name", Instance::keyName)
                .one("launch-index", i -> i.launch().index())
                .one("launch-time", i -> i.life().launchTime())
                .one("metadata-options.http-tokens", i -> i.options().metadata().httpTokens())
                .one(
                        "metadata-options.http-put-response-hop-limit",
                        i -> i.options().metadata().hopLimit())
                .one(
                        "metadata-options.http-endpoint",
                        i -> i.options().metadata().httpEndpointEnabled() ? "enabled" : "disabled")
                .one(
                        "metadata-options.http-protocol-ipv6",
                        i -> i.options().metadata().httpProtocolIpv6Enabled() ? "enabled" : "disabled")
                .one(
                        "metadata-options.instance-metadata-tags",
                        i -> i.options().metadata().instanceTags() ? "enabled" : "disabled")
                .one("monitoring-state", i -> "disabled")
                .one("owner-id", i -> i.scope().account())
                .one("platform-details", i -> "Linux/UNIX")
                .one("reservation-id", Instance::reservationId)
                .one("reason", InstanceView::transition)
                .some(
                        "state-reason-code",
                        i -> Optional.ofNullable(InstanceView.stateReason(i)).map(StateReason::code))
                .some(
                        "state-reason-message",
                        i -> Optional.ofNullable(InstanceView.stateReason(i)).map(StateReason::message))
                .one("tenancy", i -> "default")
                .one("virtualization-type", i -> "hvm")
                .tags(Instance::tags);
    }

    private static Filters<Instance> withNetwork(Filters<Instance> filters, InstanceView view) {
        return filters.one("dns-name", view::publicName)
                .some("ip-address", view::publicIp)
                .some("network-interface.addresses.association.public-ip", view::publicIp)
                .some("network-interface.association.public-ip", view::publicIp)
                .many("instance.group-id", i -> enis(view, i).flatMap(e -> e.groups().stream()))
                .many("instance.group-name", i -> groupNames(view, i))
                .many("group-id", i -> enis(view, i).flatMap(e -> e.groups().stream()))
                .many("group-name", i -> groupNames(view, i))
                .one("private-dns-name", view::privateName)
                .some("private-ip-address", i -> view.primary(i).map(NetworkInterface::primaryIp))
                .some("source-dest-check", i -> view.primary(i).map(NetworkInterface::sourceDestCheck))
                .some("subnet-id", i -> view.primary(i).map(NetworkInterface::subnetId))
                .some("vpc-id", i -> view.primary(i).map(NetworkInterface::vpcId));
    }

    private static Filters<Instance> withDevices(Filters<Instance> filters, InstanceView view) {
        return filters.some(
                        "block-device-mapping.attach-time", i -> view.volume(i).map(Volume::createdAt))
                .some(
                        "block-device-mapping.delete-on-termination",
                        i -> view.volume(i).map(v -> true))
                .some("block-device-mapping.device-name", i -> view.volume(i).map(Volume::device))
                .some("block-device-mapping.status", i -> view.volume(i).map(v -> "attached"))
                .some("block-device-mapping.volume-id", i -> view.volume(i).map(Volume::id))
                .one("root-device-name", i -> Volume.ROOT_DEVICE)
                .one("root-device-type", i -> "ebs");
    }

    private static Filters<Instance> withInterfaces(Filters<Instance> filters, InstanceView view) {
        return filters.many(
                        "network-interface.network-interface-id",
                        i -> enis(view, i).map(NetworkInterface::id))
                .many("network-interface.subnet-id", i -> enis(view, i).map(NetworkInterface::subnetId))
                .many("network-interface.vpc-id", i -> enis(view, i).map(NetworkInterface::vpcId))
                .many("network-interface.mac-address", i -> enis(view, i).map(NetworkInterface::mac))
                .many("network-interface.description", i -> enis(view, i).map(NetworkInterface::description))
                .many("network-interface.status", i -> enis(view, i).map(e -> "in-use"))
                .many("network-interface.group-id", i -> enis(view, i).flatMap(e -> e.groups().stream()))
                .many("network-interface.group-name", i -> groupNames(view, i))
                .many("network-interface.availability-zone", i -> enis(view, i).map(e -> view.zone(i)))
                .many(
                        "network-interface.owner-id",
                        i -> enis(view, i).map(e -> e.scope().account()))
                .many("network-interface.private-ip-address", i -> enis(view, i).map(NetworkInterface::primaryIp))
                .many(
                        "network-interface.private-dns-name",
                        i -> enis(view, i)
                                .flatMap(e ->
                                        e
                                                .primaryIpv4()
                                                .flatMap(ip ->
                                                        view.interfaceView().privateName(e, ip))
                                                .stream()))
                .many("network-interface.requester-managed", i -> enis(view, i).map(NetworkInterface::requesterManaged))
                .many("network-interface.source-dest-check", i -> enis(view, i).map(NetworkInterface::sourceDestCheck))
                .many("network-interface.tag-key", i -> enis(view, i).flatMap(e -> e.tags().values().keySet().stream()))
                .many(
                        "network-interface.tag-value",
                        i -> enis(view, i).flatMap(e -> e.tags().values().values().stream()))
                .many(
                        "network-interface.addresses.primary",
                        i -> enis(view, i).flatMap(e -> e.privateIps().stream().map(e.primaryIp()::equals)))
                .many(
                        "network-interface.addresses.private-dns-name",
                        i -> enis(view, i)
                                .flatMap(e -> e.privateIps().stream()
                                        .flatMap(ip -> view.interfaceView().privateName(e, ip).stream())))
                .many("network-interface.operator.managed", i -> enis(view, i).map(e -> false))
                .none(
                        "network-interface.deny-all-igw-traffic",
                        "network-interface.ipv6-native",
                        "network-interface.operator.principal",
                        "network-interface.outpost-arn",
                        "network-interface.requester-id")
                .many("network-interface.ipv6-address", i -> enis(view, i).flatMap(e -> e.ipv6Ips().stream()))
                .many(
                        "network-interface.ipv6-addresses.ipv6-address",
                        i -> enis(view, i).flatMap(e -> e.ipv6Ips().stream()))
                .many(
                        "network-interface.ipv6-addresses.is-primary-ipv6",
                        i -> enis(view, i).flatMap(e -> e.ipv6Ips().stream().map(ip -> false)))
                .many(
                        "network-interface.addresses.private-ip-address",
                        i -> enis(view, i).flatMap(e -> e.privateIps().stream()))
                .many(
                        "network-interface.attachment.attachment-id",
                        i -> enis(view, i).map(e -> e.attachment().orElseThrow().id()))
                .many(
                        "network-interface.attachment.device-index",
                        i -> enis(view, i).map(e -> e.attachment().orElseThrow().deviceIndex()))
                .many(
                        "network-interface.attachment.instance-id",
                        i -> enis(view, i).map(e -> i.id()));
    }

    /** What instances show the same of, or nothing. */
    private static Filters<Instance> withOptions(Filters<Instance> filters, InstanceView view) {
        return filters.one("availability-zone-id", view::zoneId)
                .one("capacity-reservation-specification.capacity-reservation-preference", i -> "open")
                .one("ebs-optimized", i -> false)
                .one("ena-support", i -> true)
                .one("enclave-options.enabled", i -> false)
                .one("hibernation-options.configured", i -> false)
                .some("iam-instance-profile.id", i -> view.profile(i).map(IamInstanceProfile::id))
                .one("maintenance-options.auto-recovery", i -> "default")
                .one("metadata-options.http-protocol-ipv4", i -> "enabled")
                .one("metadata-options.state", i -> "applied")
                .one("operator.managed", i -> false)
                .one(
                        "private-dns-name-options.enable-resource-name-dns-a-record",
                        i -> i.options().names().ipv4())
                .one(
                        "private-dns-name-options.enable-resource-name-dns-aaaa-record",
                        i -> i.options().names().ipv6())
                .one(
                        "private-dns-name-options.hostname-type",
                        i -> i.options().names().hostName().wireName())
                .many(
                        "network-interface.ipv4-prefixes.ipv4-prefix",
                        i -> enis(view, i).flatMap(e -> e.prefixes(Family.IPV4).stream()))
                .many(
                        "network-interface.ipv6-prefixes.ipv6-prefix",
                        i -> enis(view, i).flatMap(e -> e.prefixes(Family.IPV6).stream()))
                .many("ipv6-address", i -> enis(view, i).flatMap(e -> e.ipv6Ips().stream()))
                .one("usage-operation", i -> "RunInstances")
                .one("usage-operation-update-time", i -> i.life().launchTime())
                .none(
                        "affinity",
                        "boot-mode",
                        "capacity-reservation-id",
                        "capacity-reservation-specification.capacity-reservation-target.capacity-reservation-id",
                        "capacity-reservation-specification.capacity-reservation-target.capacity-reservation-resource-group-arn",
                        "current-instance-boot-mode",
                        "host-id",
                        "instance-lifecycle",
                        "kernel-id",
                        "network-performance-options.bandwidth-weighting",
                        "operator.principal",
                        "outpost-arn",
                        "placement-group-name",
                        "placement-partition-number",
                        "platform",
                        "product-code",
                        "product-code.type",
                        "ramdisk-id",
                        "requester-id",
                        "spot-instance-request-id",
                        "tpm-support");
    }

    /** The public addresses of an instance's interfaces, under both names that they have. */
    private static Filters<Instance> withAssociations(Filters<Instance> filters, InstanceView view) {
        InterfaceView interfaces = view.interfaceView();
        for (String prefix : List.of("network-interface.association.", "network-interface.addresses.association.")) {
            filters.many(
                            prefix + "allocation-id",
                            i -> enis(view, i).flatMap(e -> interfaces.elastic(e).map(Address::id).stream()))
                    .many(
                            prefix + "association-id",
                            i -> enis(view, i)
                                    .flatMap(e -> interfaces.elastic(e).flatMap(Address::association).stream()
                                            .map(Address.Association::id)))
                    .many(
                            prefix + "ip-owner-id",
                            i -> enis(view, i)
                                    .filter(e -> interfaces.publicIp(e).isPresent())
                                    .map(e -> interfaces.ipOwner(e, e.primaryIp())))
                    .many(
                            prefix + "public-dns-name",
                            i -> enis(view, i).flatMap(e -> interfaces.publicName(e, interfaces.publicIp(e)).stream()))
                    .none(prefix + "carrier-ip", prefix + "customer-owned-ip");
        }
        return filters.many(
                "network-interface.public-dns-name",
                i -> enis(view, i).flatMap(e -> interfaces.publicName(e, interfaces.publicIp(e)).stream()));
    }

    private static Filters<Instance> withAttachments(Filters<Instance> filters, InstanceView view) {
        Function<Instance, Stream<NetworkInterface.Attachment>> attachments =
                i -> enis(view, i).map(e -> e.attachment().orElseThrow());
        return filters.many(
                        "network-interface.attachment.attach-time",
                        i -> attachments.apply(i).map(NetworkInterface.Attachment::attachedAt))
                .many(
                        "network-interface.attachment.delete-on-termination",
                        i -> attachments.apply(i).map(NetworkInterface.Attachment::deleteOnTermination))
                .many(
                        "network-interface.attachment.instance-owner-id",
                        i -> attachments.apply(i).map(a -> i.scope().account()))
                .many(
                        "network-interface.attachment.network-card-index",
                        i -> attachments.apply(i).map(a -> 0))
                .many(
                        "network-interface.attachment.status",
                        i -> attachments.apply(i).map(a -> "attached"));
    }

    private static Stream<NetworkInterface> enis(InstanceView view, Instance instance) {
        return view.interfaces(instance).stream();
    }

    private static Stream<String> groupNames(InstanceView view, Instance instance) {
        return enis(view, instance)
                .flatMap(eni -> view.interfaceView().groups(eni).stream())
                .map(GroupIdentifier::groupName);
    }
}

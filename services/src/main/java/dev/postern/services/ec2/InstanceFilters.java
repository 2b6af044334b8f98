package dev.postern.services.ec2;

import dev.postern.model.Arn;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Volume;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;

/** The filters of DescribeInstances. */
final class InstanceFilters {
    private InstanceFilters() {}

    static Filters<Instance> of(InstanceView view) {
        return withInterfaces(withDevices(withNetwork(withItself(new Filters<>(), view), view), view), view);
    }

    private static Filters<Instance> withItself(Filters<Instance> filters, InstanceView view) {
        return filters.one("architecture", view::architecture)
                .one("availability-zone", view::zone)
                .some("client-token", Instance::clientToken)
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
                .many("instance-lifecycle", i -> Stream.empty())
                .one("instance-state-code", i -> i.state().code())
                .one("instance-state-name", i -> i.state().wireName())
                .one("instance-type", Instance::instanceType)
                .some("key-name", Instance::keyName)
                .one("launch-index", Instance::launchIndex)
                .one("launch-time", Instance::launchTime)
                .one("metadata-options.http-tokens", i -> i.metadataOptions().httpTokens())
                .one(
                        "metadata-options.http-put-response-hop-limit",
                        i -> i.metadataOptions().hopLimit())
                .one(
                        "metadata-options.http-endpoint",
                        i -> i.metadataOptions().httpEndpointEnabled() ? "enabled" : "disabled")
                .one(
                        "metadata-options.instance-metadata-tags",
                        i -> i.metadataOptions().instanceTags() ? "enabled" : "disabled")
                .one("monitoring-state", i -> "disabled")
                .one("owner-id", i -> i.scope().account())
                .many("platform", i -> Stream.empty())
                .one("platform-details", i -> "Linux/UNIX")
                .one("reservation-id", Instance::reservationId)
                .one("reason", InstanceView::transition)
                .some("state-reason-code", Instance::stateReason)
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
                .one("root-device-name", i -> Images.ROOT_DEVICE)
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

    private static Stream<NetworkInterface> enis(InstanceView view, Instance instance) {
        return view.interfaces(instance).stream();
    }

    private static Stream<String> groupNames(InstanceView view, Instance instance) {
        return enis(view, instance)
                .flatMap(eni -> view.interfaceView().groups(eni).stream())
                .map(GroupIdentifier::groupName);
    }
}

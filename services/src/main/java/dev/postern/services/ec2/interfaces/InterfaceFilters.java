package dev.postern.services.ec2.interfaces;

import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Filters;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;

/** The filters of DescribeNetworkInterfaces. */
final class InterfaceFilters {
    private InterfaceFilters() {}

    static Filters<NetworkInterface> of(Ec2Call call, InterfaceView view) {
        Filters<NetworkInterface> filters = new Filters<NetworkInterface>()
                .one(
                        "availability-zone",
                        e -> call.get(Subnet.class, e.subnetId()).availabilityZone())
                .one("description", NetworkInterface::description)
                .many("group-id", e -> e.groups().stream())
                .many("group-name", e -> view.groups(e).stream().map(GroupIdentifier::groupName))
                .one("interface-type", view::type)
                .many("ipv6-addresses.ipv6-address", e -> e.ipv6Ips().stream())
                .one("mac-address", NetworkInterface::mac)
                .one("network-interface-id", NetworkInterface::id)
                .one("operator.managed", e -> false)
                .one("owner-id", e -> e.scope().account())
                .some("private-dns-name", e -> e.primaryIpv4().flatMap(ip -> view.privateName(e, ip)))
                .one("private-ip-address", NetworkInterface::primaryIp)
                .one(
                        "availability-zone-id",
                        e -> call.get(Subnet.class, e.subnetId()).availabilityZoneId())
                .none("operator.principal")
                .some("requester-id", InterfaceView::requester)
                .one("requester-managed", NetworkInterface::requesterManaged)
                .one("source-dest-check", NetworkInterface::sourceDestCheck)
                .one("status", InterfaceView::status)
                .one("subnet-id", NetworkInterface::subnetId)
                .one("vpc-id", NetworkInterface::vpcId)
                .tags(NetworkInterface::tags);
        return withAddresses(withAttachment(filters), view);
    }

    private static Filters<NetworkInterface> withAttachment(Filters<NetworkInterface> filters) {
        return filters.some("attachment.attachment-id", e -> e.attachment().map(NetworkInterface.Attachment::id))
                .some("attachment.attach-time", e -> e.attachment().map(NetworkInterface.Attachment::attachedAt))
                .some(
                        "attachment.delete-on-termination",
                        e -> e.attachment().map(NetworkInterface.Attachment::deleteOnTermination))
                .some("attachment.device-index", e -> e.attachment().map(NetworkInterface.Attachment::deviceIndex))
                .some("attachment.instance-id", e -> e.attachment().map(NetworkInterface.Attachment::instanceId))
                .some("attachment.instance-owner-id", InterfaceView::attachmentOwner)
                .one("attachment.status", e -> e.inUse() ? "attached" : "detached");
    }

    private static Filters<NetworkInterface> withAddresses(Filters<NetworkInterface> filters, InterfaceView view) {
        return filters.many("addresses.primary", e -> e.privateIps().stream().map(e.primaryIp()::equals))
                .many("addresses.private-ip-address", e -> e.privateIps().stream())
                .some("addresses.association.public-ip", view::publicIp)
                .some("addresses.association.owner-id", e -> view.publicIp(e).map(ip -> view.ipOwner(e, e.primaryIp())))
                .some("association.allocation-id", e -> view.elastic(e).map(Address::id))
                .some(
                        "association.association-id",
                        e -> view.elastic(e).flatMap(Address::association).map(Address.Association::id))
                .some("association.ip-owner-id", e -> view.publicIp(e).map(ip -> view.ipOwner(e, e.primaryIp())))
                .some("association.public-dns-name", e -> view.publicName(e, view.publicIp(e)))
                .some("association.public-ip", view::publicIp);
    }
}

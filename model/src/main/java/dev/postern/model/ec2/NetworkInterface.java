package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An elastic network interface.
 *
 * @param privateIps the private addresses, the primary first
 * @param publicIp the public address that was assigned at launch and goes when the instance stops; an Elastic IP
 *     address is not here, but on its {@link Address}
 * @param publicIpAtStart whether each start of the instance brings a new public address
 * @param sourceDestCheck whether packets must come from or go to one of its own addresses
 */
public record NetworkInterface(
        Scope scope,
        NetworkInterfaceId id,
        VpcId vpcId,
        SubnetId subnetId,
        Mac mac,
        List<Ip> privateIps,
        Optional<Ip> publicIp,
        List<SecurityGroupId> groups,
        boolean sourceDestCheck,
        String description,
        boolean requesterManaged,
        Optional<Attachment> attachment,
        boolean publicIpAtStart,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public NetworkInterface {
        privateIps = List.copyOf(privateIps);
        groups = List.copyOf(groups);
    }

    /**
     * To which instance, as which device.
     *
     * @param deviceIndex 0 for the primary interface
     */
    public record Attachment(
            AttachmentId id, InstanceId instanceId, int deviceIndex, Instant attachedAt, boolean deleteOnTermination) {}

    public Ip primaryIp() {
        return privateIps.getFirst();
    }

    /** An interface whose instance gets no public address when it starts. */
    public NetworkInterface(
            Scope scope,
            NetworkInterfaceId id,
            VpcId vpcId,
            SubnetId subnetId,
            Mac mac,
            List<Ip> privateIps,
            Optional<Ip> publicIp,
            List<SecurityGroupId> groups,
            boolean sourceDestCheck,
            String description,
            boolean requesterManaged,
            Optional<Attachment> attachment,
            Tags tags) {
        this(
                scope,
                id,
                vpcId,
                subnetId,
                mac,
                privateIps,
                publicIp,
                groups,
                sourceDestCheck,
                description,
                requesterManaged,
                attachment,
                false,
                tags);
    }

    public NetworkInterface withPrivateIps(List<Ip> addresses) {
        return with(addresses, publicIp, groups, sourceDestCheck, description, attachment, tags);
    }

    public NetworkInterface withPublicIp(Optional<Ip> address) {
        return with(privateIps, address, groups, sourceDestCheck, description, attachment, tags);
    }

    public NetworkInterface withGroups(List<SecurityGroupId> newGroups) {
        return with(privateIps, publicIp, newGroups, sourceDestCheck, description, attachment, tags);
    }

    public NetworkInterface withSourceDestCheck(boolean check) {
        return with(privateIps, publicIp, groups, check, description, attachment, tags);
    }

    public NetworkInterface withDescription(String text) {
        return with(privateIps, publicIp, groups, sourceDestCheck, text, attachment, tags);
    }

    public NetworkInterface withAttachment(Optional<Attachment> newAttachment) {
        return with(privateIps, publicIp, groups, sourceDestCheck, description, newAttachment, tags);
    }

    public NetworkInterface withTags(Tags newTags) {
        return with(privateIps, publicIp, groups, sourceDestCheck, description, attachment, newTags);
    }

    private NetworkInterface with(
            List<Ip> addresses,
            Optional<Ip> newPublicIp,
            List<SecurityGroupId> newGroups,
            boolean check,
            String text,
            Optional<Attachment> newAttachment,
            Tags newTags) {
        return new NetworkInterface(
                scope,
                id,
                vpcId,
                subnetId,
                mac,
                addresses,
                newPublicIp,
                newGroups,
                check,
                text,
                requesterManaged,
                newAttachment,
                publicIpAtStart,
                newTags);
    }
}

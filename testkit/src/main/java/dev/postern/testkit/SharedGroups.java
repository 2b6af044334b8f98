package dev.postern.testkit;

import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.VpcId;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Groups that interfaces of several VPCs have. */
public final class SharedGroups {
    private SharedGroups() {}

    /** Interfaces of another VPC may have a group, too. */
    public static void associate(Topology cloud, SecurityGroupId id, VpcId vpc) {
        SecurityGroup group = cloud.get(SecurityGroup.class, id.value());
        cloud.put(group.withAssociatedVpcs(Stream.concat(group.associatedVpcs().stream(), Stream.of(vpc))));
    }

    /**
     * In some topologies some interfaces get a group of another VPC beside their own. What has been chosen so far decides, so that the
     * choices that follow stay as they were.
     */
    static void add(Topology cloud, List<SecurityGroupId> groups, List<NetworkInterfaceId> interfaces) {
        Random random = new Random(cloud.snapshot().sequence());
        if (random.nextInt(100) >= 30) {
            return;
        }
        SecurityGroupId group = groups.get(random.nextInt(groups.size()));
        for (NetworkInterfaceId id : interfaces) {
            NetworkInterface eni = cloud.networkInterface(id);
            boolean elsewhere =
                    !cloud.get(SecurityGroup.class, group.value()).vpcId().equals(eni.vpcId());
            if (elsewhere && random.nextInt(100) < 60) {
                if (!cloud.get(SecurityGroup.class, group.value()).isIn(eni.vpcId())) {
                    associate(cloud, group, eni.vpcId());
                }
                cloud.put(eni.withGroups(Stream.concat(eni.groups().stream(), Stream.of(group))
                        .distinct()
                        .toList()));
            }
        }
    }
}

package dev.postern.testkit;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import java.util.List;
import java.util.Random;

/** Interface endpoints somewhere in a random network, some with an address of each family. */
final class RandomEndpoints {
    private RandomEndpoints() {}

    /**
     * Adds them.
     *
     * @param groups of which each has one or two
     */
    static void add(Random random, Topology cloud, List<SubnetId> subnets, List<SecurityGroupId> groups) {
        for (SubnetId id : subnets) {
            Subnet subnet = cloud.get(Subnet.class, id.value());
            if (random.nextInt(100) >= 40 || subnet.ipv6Native()) {
                continue;
            }
            SecurityGroupId group = groups.get(random.nextInt(groups.size()));
            String address = subnet.cidr().orElseThrow().address().plus(40).toString();
            NetworkInterfaceId eni = new InterfaceEndpoints(cloud).ec2(id, address, group);
            if (subnet.ipv6Cidr().isPresent() && random.nextBoolean()) {
                cloud.ipv6(eni, subnet.ipv6Cidr().get().address().plus(0x40).toString());
            }
        }
    }
}

package dev.postern.bench;

import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** TCP from instance to instance by IPv6, against the same two by IPv4: the VPC gets a block, and the two an address each. */
record BothFamilies(Topology topology, Report report, int seconds, int rounds) {
    void run() throws Exception {
        Ec2Client ec2 = topology.ec2();
        ec2.associateVpcCidrBlock(r -> r.vpcId(topology.vpcId()).amazonProvidedIpv6CidrBlock(true));
        String all = blockOf(ec2);
        ec2.associateSubnetCidrBlock(
                r -> r.subnetId(topology.client().subnetId()).ipv6CidrBlock(all.replace("::/56", "::/64")));
        IpPermission whole = IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(Throughput.PORT)
                .toPort(Throughput.PORT)
                .ipv6Ranges(Ipv6Range.builder().cidrIpv6(all).build())
                .build();
        ec2.authorizeSecurityGroupIngress(r -> r.groupId(topology.groupId()).ipPermissions(whole));
        ec2.authorizeSecurityGroupEgress(r -> r.groupId(topology.groupId()).ipPermissions(whole));
        assign(topology.client());
        String address = assign(topology.server());
        List<String> server = topology.inNetworkOf(topology.server());
        List<String> client = topology.inNetworkOf(topology.client());
        double[] six = new double[rounds];
        double[] four = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            six[round] = Throughput.megabits(server, client, address, seconds);
            four[round] = Throughput.megabits(server, client, topology.server().privateIpAddress(), seconds);
        }
        report.ratio("instance to instance by IPv6, TCP", six, four, "Mbit/s", "IPv4", "goal 0.95");
    }

    private String blockOf(Ec2Client ec2) {
        Vpc vpc = ec2.describeVpcs(r -> r.vpcIds(topology.vpcId())).vpcs().getFirst();
        return vpc.ipv6CidrBlockAssociationSet().getFirst().ipv6CidrBlock();
    }

    private String assign(Instance instance) {
        return topology.ec2()
                .assignIpv6Addresses(r -> r.networkInterfaceId(
                                instance.networkInterfaces().getFirst().networkInterfaceId())
                        .ipv6AddressCount(1))
                .assignedIpv6Addresses()
                .getFirst();
    }
}

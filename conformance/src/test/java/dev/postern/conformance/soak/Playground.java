package dev.postern.conformance.soak;

import dev.postern.conformance.Clients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceType;

/**
 * The network that stays while others come and go: a VPC with two open instances in two subnets and a closed one, and another VPC with
 * the same addresses, whose instance nobody in the first may reach.
 *
 * @param vpc the first VPC
 * @param churnSubnet of the other VPC, for instances that come and go
 * @param spare one more instance, which probes leave alone
 */
record Playground(String vpc, String churnSubnet, String image, List<Place> places, String spare) {
    static final int OPEN_TCP = 7001;
    static final int OPEN_UDP = 7002;
    static final int SHUT = 7003;
    private static final String CIDR = "10.7.0.0/16";

    /** An instance with a fixed address. */
    record Place(String name, String instance, String address) {
        Path pin(Path data) {
            return data.resolve("run/netns").resolve(instance);
        }
    }

    /** How a probe tries to get through. */
    enum Way {
        TCP,
        UDP,
        ICMP
    }

    /**
     * Who tries to reach whom.
     *
     * @param port 0 for ICMP
     * @param allowed whether it must succeed; if not, it must never
     */
    record Pair(Place from, Place to, Way way, int port, boolean allowed) {
        @Override
        public String toString() {
            return from.name() + ">" + to.name() + " " + way + (port == 0 ? "" : " " + port);
        }
    }

    static Playground make(Ec2Client ec2) {
        String vpc = ec2.createVpc(create -> create.cidrBlock(CIDR)).vpc().vpcId();
        String near = subnet(ec2, vpc, "10.7.1.0/24");
        String far = subnet(ec2, vpc, "10.7.2.0/24");
        String open = group(ec2, vpc, "open");
        allow(ec2, open, "tcp", OPEN_TCP, OPEN_TCP);
        allow(ec2, open, "udp", OPEN_UDP, OPEN_UDP);
        allow(ec2, open, "icmp", -1, -1);
        String closed = group(ec2, vpc, "closed");
        String other = ec2.createVpc(create -> create.cidrBlock(CIDR)).vpc().vpcId();
        String otherSubnet = subnet(ec2, other, "10.7.1.0/24");
        String otherGroup = group(ec2, other, "open");
        allow(ec2, otherGroup, "-1", -1, -1);
        String image = ec2.describeImages(describe -> describe.owners("amazon"))
                .images()
                .getFirst()
                .imageId();
        List<Place> places = List.of(
                place(ec2, "a", image, near, "10.7.1.10", open),
                place(ec2, "b", image, far, "10.7.2.10", open),
                place(ec2, "closed", image, near, "10.7.1.11", closed),
                place(ec2, "elsewhere", image, otherSubnet, "10.7.1.99", otherGroup));
        Place spare = place(ec2, "spare", image, far, "10.7.2.20", closed);
        Playground made = new Playground(vpc, otherSubnet, image, places, spare.instance());
        Clients.waiter(ec2).waitUntilInstanceRunning(describe -> describe.instanceIds(made.instances()));
        return made;
    }

    private static String subnet(Ec2Client ec2, String vpc, String cidr) {
        return ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock(cidr))
                .subnet()
                .subnetId();
    }

    private static String group(Ec2Client ec2, String vpc, String name) {
        return ec2.createSecurityGroup(
                        create -> create.vpcId(vpc).groupName(name).description(name))
                .groupId();
    }

    private static void allow(Ec2Client ec2, String group, String protocol, int from, int to) {
        ec2.authorizeSecurityGroupIngress(authorize -> authorize
                .groupId(group)
                .ipProtocol(protocol)
                .fromPort(from)
                .toPort(to)
                .cidrIp("0.0.0.0/0"));
    }

    private static Place place(Ec2Client ec2, String name, String image, String subnet, String address, String group) {
        return new Place(
                name,
                ec2.runInstances(run -> run.imageId(image)
                                .instanceType(InstanceType.T3_MICRO)
                                .minCount(1)
                                .maxCount(1)
                                .subnetId(subnet)
                                .privateIpAddress(address)
                                .securityGroupIds(group))
                        .instances()
                        .getFirst()
                        .instanceId(),
                address);
    }

    List<String> instances() {
        List<String> ids = new ArrayList<>(places.stream().map(Place::instance).toList());
        ids.add(spare);
        return ids;
    }

    /** All that is worth trying, again and again. */
    List<Pair> pairs() {
        Place a = places.get(0);
        Place b = places.get(1);
        Place closed = places.get(2);
        Place elsewhere = places.get(3);
        List<Pair> pairs = new ArrayList<>();
        for (Place from : List.of(a, b, closed)) {
            Place to = from.equals(a) ? b : a;
            pairs.add(new Pair(from, to, Way.TCP, OPEN_TCP, true));
            pairs.add(new Pair(from, to, Way.UDP, OPEN_UDP, true));
            pairs.add(new Pair(from, to, Way.ICMP, 0, true));
            pairs.add(new Pair(from, to, Way.TCP, SHUT, false));
            pairs.add(new Pair(from, to, Way.UDP, SHUT, false));
        }
        for (Pair never : List.of(
                new Pair(a, closed, Way.TCP, OPEN_TCP, false),
                new Pair(b, closed, Way.TCP, OPEN_TCP, false),
                new Pair(a, elsewhere, Way.TCP, OPEN_TCP, false),
                new Pair(elsewhere, a, Way.TCP, OPEN_TCP, false))) {
            pairs.add(never);
            pairs.add(new Pair(never.from(), never.to(), Way.UDP, OPEN_UDP, false));
            pairs.add(new Pair(never.from(), never.to(), Way.ICMP, 0, false));
        }
        return pairs;
    }
}

package dev.postern.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * From a private subnet through a NAT gateway to a public address, against the same row of namespaces with plain masquerading:
 * one connection's throughput, and new connections per second.
 *
 * @param directory where the configuration of the web server is written
 */
record NatTranslation(Topology topology, Report report, int seconds, int rounds, Path directory) {
    private static final String EVERYWHERE = "0.0.0.0/0";
    private static final String WHAT = "private instance through a NAT gateway, new connections";
    private static final String PLAIN = "the same namespaces with masquerade alone";
    private static final String TRACKING = "masquerade that tracks client and server";
    private static final String UNIT = "a second";

    void run() throws Exception {
        Instance server = build();
        try (PlainNat plain = PlainNat.create();
                PlainNat tracking = PlainNat.tracking()) {
            List<String> ours = topology.inNetworkOf(server);
            List<String> client = topology.inNetworkOf(topology.client());
            double[] throughput = new double[rounds];
            double[] plainThroughput = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                throughput[round] = Throughput.megabits(ours, client, server.publicIpAddress(), seconds);
                plainThroughput[round] = Throughput.megabits(
                        plain.inside("server"), plain.inside("client"), PlainNat.SERVER_IP, seconds);
            }
            report.ratio(
                    "private instance through a NAT gateway, TCP",
                    throughput,
                    plainThroughput,
                    "Mbit/s",
                    PLAIN,
                    "goal 0.9");
            connections(server, plain, tracking);
        }
    }

    private void connections(Instance server, PlainNat plain, PlainNat tracking) {
        try (Daemon _ = WebServer.start(topology.inNetworkOf(server), rounds, directory.resolve("nginx-ours"));
                Daemon _ = WebServer.start(plain.inside("server"), rounds, directory.resolve("nginx-plain"));
                Daemon _ = WebServer.start(tracking.inside("server"), rounds, directory.resolve("nginx-tracking"))) {
            double[] rate = new double[rounds];
            double[] plainRate = new double[rounds];
            double[] trackingRate = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                rate[round] = WebServer.rate(
                        topology.inNetworkOf(topology.client()), server.publicIpAddress(), round, seconds);
                plainRate[round] = rate(plain, round);
                trackingRate[round] = rate(tracking, round);
            }
            report.ratio(WHAT, rate, plainRate, UNIT, PLAIN, "goal 0.9");
            report.ratio(WHAT, rate, trackingRate, UNIT, TRACKING, "no goal");
            report.ratio(TRACKING, trackingRate, plainRate, UNIT, PLAIN, "what groups cost at least");
        }
    }

    private double rate(PlainNat peer, int round) {
        return WebServer.rate(peer.inside("client"), PlainNat.SERVER_IP, round, seconds);
    }

    /** A NAT gateway, the private table's route to it, and a public instance. */
    private Instance build() {
        Ec2Client ec2 = topology.ec2();
        String allocation = ec2.allocateAddress(r -> r.domain(DomainType.VPC)).allocationId();
        String nat = ec2.createNatGateway(
                        r -> r.subnetId(topology.publicSubnetId()).allocationId(allocation))
                .natGateway()
                .natGatewayId();
        ec2.authorizeSecurityGroupIngress(r -> r.groupId(topology.groupId())
                .ipProtocol("tcp")
                .fromPort(Throughput.PORT)
                .toPort(WebServer.FIRST_PORT + rounds)
                .cidrIp("198.18.0.0/15"));
        ec2.waiter()
                .waitUntilNatGatewayAvailable(r -> r.natGatewayIds(nat), o -> o.waitTimeout(Duration.ofSeconds(60)));
        ec2.createRoute(r -> r.routeTableId(topology.routeTableId())
                .destinationCidrBlock(EVERYWHERE)
                .natGatewayId(nat));
        String id = ec2.runInstances(topology.launch()).instances().getFirst().instanceId();
        ec2.waiter().waitUntilInstanceRunning(r -> r.instanceIds(id), o -> o.waitTimeout(Duration.ofSeconds(60)));
        return topology.describe(id);
    }
}

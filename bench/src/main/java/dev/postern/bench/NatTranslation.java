package dev.postern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    /** Each round has a port of its own, as ports of a NAT gateway are counted per destination. */
    private static final int FIRST_PORT = 8_001;

    private static final int CONNECTIONS = 8;
    private static final String EVERYWHERE = "0.0.0.0/0";

    void run() throws Exception {
        Instance server = build();
        try (PlainNat plain = PlainNat.create()) {
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
                    "the same namespaces with masquerade alone",
                    "goal 0.9");
            connections(server, plain);
        }
    }

    private void connections(Instance server, PlainNat plain) throws Exception {
        Process ours = Shell.start(nginx(topology.inNetworkOf(server), "ours"));
        Process peer = Shell.start(nginx(plain.inside("server"), "plain"));
        try {
            double[] rate = new double[rounds];
            double[] plainRate = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                rate[round] = rate(topology.inNetworkOf(topology.client()), server.publicIpAddress(), round);
                plainRate[round] = rate(plain.inside("client"), PlainNat.SERVER_IP, round);
            }
            report.ratio(
                    "private instance through a NAT gateway, new connections",
                    rate,
                    plainRate,
                    "a second",
                    "the same namespaces with masquerade alone",
                    "goal 0.9");
        } finally {
            for (Process process : List.of(ours, peer)) {
                process.destroy();
                process.waitFor();
            }
        }
    }

    private double rate(List<String> client, String address, int round) {
        String url = "http://" + address + ":" + (FIRST_PORT + round) + "/";
        List<String> listening = new ArrayList<>(client);
        listening.addAll(List.of("curl", "-sf", "--max-time", "1", url));
        var _ = Shell.retry(listening);
        return Load.wrk(client, CONNECTIONS, seconds, "bench", url);
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
                .toPort(FIRST_PORT + rounds)
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

    /** It closes each connection after its answer. */
    private List<String> nginx(List<String> where, String name) throws Exception {
        Path own = Files.createDirectories(directory.resolve("nginx-" + name));
        StringBuilder listen = new StringBuilder();
        for (int round = 0; round < rounds; round++) {
            listen.append("listen ").append(FIRST_PORT + round).append("; ");
        }
        Path configuration = own.resolve("nginx.conf");
        Files.writeString(configuration, """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr crit;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  keepalive_timeout 0;
                  client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
                  uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
                  server { %2$s return 200 "ok"; }
                }
                """.formatted(own, listen));
        List<String> words = new ArrayList<>(where);
        words.addAll(List.of("nginx", "-c", configuration.toString(), "-e", "stderr", "-g", "user root;"));
        return words;
    }
}

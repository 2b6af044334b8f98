package dev.postern.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * New connections per second through a Network Load Balancer, against balancers of another make. Each stands one link from the VPC's
 * router, between the same client and the same targets.
 *
 * @param directory for configurations
 */
record NewConnections(Topology topology, Report report, int seconds, int rounds, Path directory) {
    private static final String WHAT = "Network Load Balancer, new connections";

    /**
     * Measures them.
     *
     * @param place the instance on which the others run
     */
    void run(Instance place, List<Instance> targets) {
        List<Relay> installed =
                Arrays.stream(Relay.values()).filter(Relay::isInstalled).toList();
        double[] ours = new double[rounds];
        double[][] others = new double[installed.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            ours[round] = rate(Balancer.ADDRESS, round);
            for (int i = 0; i < others.length; i++) {
                others[i][round] = rate(installed.get(i), place, targets, round);
            }
        }
        for (int i = 0; i < others.length; i++) {
            String peer = installed.get(i).title() + " on an instance in its place";
            report.ratio(WHAT, ours, others[i], "a second", peer, "goal: ahead");
        }
        for (Relay relay : Relay.values()) {
            if (!installed.contains(relay)) {
                report.missing(WHAT, relay.missing());
            }
        }
    }

    /** Only one of them runs at a time. */
    private double rate(Relay relay, Instance place, List<Instance> targets, int round) {
        List<String> addresses =
                targets.stream().map(Instance::privateIpAddress).toList();
        try (Daemon _ = relay.start(topology.inNetworkOf(place), addresses, rounds, directory)) {
            return rate(place.privateIpAddress(), round);
        }
    }

    private double rate(String address, int round) {
        forget();
        return WebServer.rate(topology.inNetworkOf(topology.client()), address, round, seconds);
    }

    /** The router remembers an ended connection for two minutes, and has place for so many: no run finds those of another. */
    private void forget() {
        var _ = Shell.run("nsenter", "--net=" + topology.router(), "conntrack", "-F");
    }
}

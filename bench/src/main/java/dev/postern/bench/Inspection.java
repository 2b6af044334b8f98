package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Through a Gateway Load Balancer to an appliance and back, in both directions, against the same detour without GENEVE: by routes to an
 * instance that forwards. One connection's throughput, new connections, and what a round trip takes longer.
 *
 * @param directory for configurations
 */
record Inspection(Topology topology, Report report, int seconds, int rounds, Path directory) {
    /** The ports that the server is asked at. */
    static final int FIRST_PORT = Throughput.PORT;

    static final int LAST_PORT = WebServer.FIRST_PORT + 100;

    private static final String PEER = "the same detour by routes to an instance that forwards";
    private static final Pattern ROUND_TRIP = Pattern.compile("min/avg/max/mdev = [0-9.]+/([0-9.]+)/");

    /** Of IP and TCP, with its time stamps. */
    private static final int HEADERS = 52;

    private static final int ECHOES = 200;

    void run() throws Exception {
        Detour detour = Detour.build(topology);
        for (int size : new int[] {1500, 8500}) {
            throughput(detour, size);
        }
        connections(detour);
        roundTrip(detour);
        detour.byForwarder();
    }

    private void throughput(Detour detour, int size) throws Exception {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            detour.byEndpoint();
            ours[round] = megabits(detour, size);
            detour.byForwarder();
            theirs[round] = megabits(detour, size);
        }
        report.ratio(
                "through an appliance and back, TCP in packets of " + size + " bytes",
                ours,
                theirs,
                "Mbit/s",
                PEER,
                "no goal");
    }

    private double megabits(Detour detour, int size) throws Exception {
        return Throughput.megabits(
                topology.inNetworkOf(detour.server()),
                topology.inNetworkOf(topology.client()),
                detour.server().privateIpAddress(),
                seconds,
                size - HEADERS);
    }

    private void connections(Detour detour) {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        List<String> client = topology.inNetworkOf(topology.client());
        String address = detour.server().privateIpAddress();
        try (Daemon _ = WebServer.start(
                topology.inNetworkOf(detour.server()), 2 * rounds, directory.resolve("nginx-inspected"))) {
            for (int round = 0; round < rounds; round++) {
                detour.byEndpoint();
                ours[round] = WebServer.rate(client, address, 2 * round, seconds);
                detour.byForwarder();
                theirs[round] = WebServer.rate(client, address, 2 * round + 1, seconds);
            }
        }
        report.ratio("through an appliance and back, new connections", ours, theirs, "a second", PEER, "no goal");
    }

    private void roundTrip(Detour detour) {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            detour.byEndpoint();
            ours[round] = microseconds(detour);
            detour.byForwarder();
            theirs[round] = microseconds(detour);
        }
        report.ratio("through an appliance and back, round trip", ours, theirs, "us", PEER, "less is better");
    }

    private double microseconds(Detour detour) {
        List<String> words = new ArrayList<>(topology.inNetworkOf(topology.client()));
        words.addAll(List.of("ping", "-q", "-c", Integer.toString(ECHOES), "-i", "0.005"));
        words.add(detour.server().privateIpAddress());
        Matcher told = ROUND_TRIP.matcher(Shell.run(words));
        if (!told.find()) {
            throw new IllegalStateException("ping told no times");
        }
        return Double.parseDouble(told.group(1)) * 1000;
    }
}

package dev.postern.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** TCP from instance to instance through the VPC with its security groups, against bare veth pairs routed once. */
record InstanceToInstance(Topology topology, Report report, int seconds, int rounds) {
    private static final ObjectMapper JSON = new ObjectMapper();

    void run() throws Exception {
        double[] ours = new double[rounds];
        double[] peers = new double[rounds];
        try (PlainNamespaces plain = PlainNamespaces.create()) {
            for (int round = 0; round < rounds; round++) {
                ours[round] = gigabits(
                        topology.inNetworkOf(topology.server()),
                        topology.inNetworkOf(topology.client()),
                        topology.server().privateIpAddress());
                peers[round] = gigabits(plain.inside("server"), plain.inside("client"), PlainNamespaces.SERVER_IP);
            }
        }
        report.ratio(
                "instance to instance, TCP",
                ours,
                peers,
                "Mbit/s",
                "a bare veth pair routed through one namespace",
                "goal 0.9");
    }

    private double gigabits(List<String> server, List<String> client, String address) throws Exception {
        List<String> listen = new ArrayList<>(server);
        listen.addAll(List.of("iperf3", "-s", "-1", "-p", "5201"));
        Process listening = Shell.start(listen);
        try {
            List<String> send = new ArrayList<>(client);
            send.addAll(List.of("iperf3", "-c", address, "-p", "5201", "-t", Integer.toString(seconds), "-J"));
            String output = retry(send);
            return JSON.readTree(output)
                            .path("end")
                            .path("sum_received")
                            .path("bits_per_second")
                            .asDouble()
                    / 1e6;
        } finally {
            listening.destroy();
            listening.waitFor();
        }
    }

    /** The listener needs a moment; a refused connection is the sign that it has not had it. */
    private static String retry(List<String> words) {
        for (int tries = 0; ; tries++) {
            try {
                return Shell.run(words);
            } catch (IllegalStateException e) {
                if (tries == 100) {
                    throw e;
                }
            }
        }
    }
}

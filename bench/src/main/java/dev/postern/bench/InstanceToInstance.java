package dev.postern.bench;

/** TCP from instance to instance through the VPC with its security groups, against bare veth pairs routed once. */
record InstanceToInstance(Topology topology, Report report, int seconds, int rounds) {
    void run() throws Exception {
        double[] ours = new double[rounds];
        double[] peers = new double[rounds];
        try (PlainNamespaces plain = PlainNamespaces.create()) {
            for (int round = 0; round < rounds; round++) {
                ours[round] = Throughput.megabits(
                        topology.inNetworkOf(topology.server()),
                        topology.inNetworkOf(topology.client()),
                        topology.server().privateIpAddress(),
                        seconds);
                peers[round] = Throughput.megabits(
                        plain.inside("server"), plain.inside("client"), PlainNamespaces.SERVER_IP, seconds);
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
}

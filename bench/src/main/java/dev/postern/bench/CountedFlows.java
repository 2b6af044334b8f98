package dev.postern.bench;

import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.FlowLogsResourceType;
import software.amazon.awssdk.services.ec2.model.LogDestinationType;
import software.amazon.awssdk.services.ec2.model.TrafficType;

/** TCP from instance to instance in a VPC with a flow log, against the same two without one. */
record CountedFlows(Topology topology, Report report, int seconds, int rounds) {
    private static final String BUCKET = "bench-flows";
    private static final int SMALL_BYTES = 536;

    void run() throws Exception {
        topology.s3().createBucket(r -> r.bucket(BUCKET));
        measure("instance to instance with a flow log, TCP", 0);
        measure("instance to instance with a flow log, TCP in pieces of " + SMALL_BYTES + " bytes", SMALL_BYTES);
    }

    private void measure(String what, int segment) throws Exception {
        double[] with = new double[rounds];
        double[] without = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            String log = begin();
            with[round] = megabits(segment);
            topology.ec2().deleteFlowLogs(r -> r.flowLogIds(log));
            without[round] = megabits(segment);
        }
        report.ratio(what, with, without, "Mbit/s", "the same without one", "goal 0.97");
    }

    private String begin() {
        Ec2Client ec2 = topology.ec2();
        return ec2.createFlowLogs(r -> r.resourceType(FlowLogsResourceType.VPC)
                        .resourceIds(topology.vpcId())
                        .trafficType(TrafficType.ALL)
                        .logDestinationType(LogDestinationType.S3)
                        .logDestination("arn:aws:s3:::" + BUCKET))
                .flowLogIds()
                .getFirst();
    }

    private double megabits(int segment) throws Exception {
        List<String> server = topology.inNetworkOf(topology.server());
        List<String> client = topology.inNetworkOf(topology.client());
        return Throughput.megabits(server, client, topology.server().privateIpAddress(), seconds, segment);
    }
}

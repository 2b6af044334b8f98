package dev.postern.bench;

import dev.postern.cli.CloudProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * A thousand interface endpoints in twenty VPCs: the last of each VPC against its first.
 *
 * @param directory where a cloud of its own is
 */
record ManyEndpoints(Report report, Path directory) {
    private static final int VPCS = 20;
    private static final int EACH = 50;
    private static final String ZONE = "us-east-1a";

    void run() throws Exception {
        CloudProcess cloud = CloudProcess.start(Files.createDirectories(directory.resolve("many")));
        try (Ec2Client ec2 = Topology.ec2(cloud)) {
            String image = ec2.describeImages(r -> r.owners("amazon"))
                    .images()
                    .getFirst()
                    .imageId();
            // The just-in-time compiler's turn, before anything counts.
            Consumer another = Consumer.build(cloud, ec2, image, ZONE);
            for (int number = 0; number < EACH; number++) {
                var _ = another.answered(Consumer.STS, number, Consumer.PORT);
            }
            List<Consumer> consumers = new ArrayList<>();
            for (int i = 0; i < VPCS; i++) {
                consumers.add(Consumer.build(cloud, ec2, image, ZONE));
            }
            made(consumers);
            asked(consumers);
        } finally {
            cloud.stop();
        }
    }

    private void made(List<Consumer> consumers) throws Exception {
        double[][] times = new double[EACH][VPCS];
        for (int number = 0; number < EACH; number++) {
            for (int vpc = 0; vpc < VPCS; vpc++) {
                times[number][vpc] = consumers.get(vpc).answered(Consumer.STS, number, Consumer.PORT);
            }
        }
        ratio("CreateVpcEndpoint to the first byte", times[EACH - 1], times[0], 1e3, "ms");
    }

    /** The two take turns. */
    private void asked(List<Consumer> consumers) throws Exception {
        double[] first = new double[VPCS * EACH];
        double[] last = new double[VPCS * EACH];
        for (int i = 0; i < first.length; i++) {
            Consumer consumer = consumers.get(i % VPCS);
            first[i] = consumer.asker(0, Consumer.PORT).once();
            last[i] = consumer.asker(EACH - 1, Consumer.PORT).once();
        }
        ratio("a request on a new connection", last, first, 1e6, "us");
    }

    private void ratio(String what, double[] last, double[] first, double units, String unit) {
        double late = Report.median(last);
        double early = Report.median(first);
        report.figure(
                "the last of 1,000 interface endpoints to the first, " + what,
                late / early,
                "",
                "%.1f %s against %.1f; goal: as fast".formatted(units * late, unit, units * early));
    }
}

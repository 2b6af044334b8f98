package dev.postern.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * A balancer before two instances, the service behind it, and a consumer in another VPC of the same addresses.
 *
 * @param directory for configurations
 */
record PrivateLink(Topology topology, Report report, int seconds, int rounds, Path directory) {
    private static final int ANOTHER = 20;
    private static final int LAST = 40;

    void run() throws Exception {
        letIn();
        List<Instance> two = launch();
        List<Instance> targets = List.of(topology.server(), two.getFirst());
        Balancer balancer = Balancer.build(topology);
        balancer.forward(Throughput.PORT, List.of(topology.server()));
        IntStream.range(0, rounds).forEach(round -> balancer.forward(WebServer.FIRST_PORT + round, targets));
        String service = balancer.offer();
        Consumer consumer = Consumer.build(
                topology.cloud(),
                topology.ec2(),
                topology.imageId(),
                topology.client().placement().availabilityZone());
        try (Daemon _ = serve(targets.getFirst());
                Daemon _ = serve(targets.getLast())) {
            FirstBytes first = new FirstBytes(consumer, report);
            first.run("an AWS service", Consumer.STS, Consumer.PORT, 0);
            first.run("an endpoint service", service, WebServer.FIRST_PORT, ANOTHER);
            throughput(consumer, service);
            new NewConnections(topology, report, seconds, rounds, directory).run(two.getLast(), targets);
        }
    }

    /** The instances' group lets in what the VPC's own send. */
    private void letIn() {
        topology.ec2()
                .authorizeSecurityGroupIngress(r -> r.groupId(topology.groupId())
                        .ipProtocol("tcp")
                        .fromPort(WebServer.FIRST_PORT)
                        .toPort(WebServer.FIRST_PORT + rounds)
                        .cidrIp("10.0.0.0/16"));
    }

    /** Beside the client and the server, of their kind: another target, and a place for another balancer. */
    private List<Instance> launch() {
        List<String> ids = topology
                .ec2()
                .runInstances(topology.launch().toBuilder()
                        .subnetId(topology.client().subnetId())
                        .minCount(2)
                        .maxCount(2)
                        .build())
                .instances()
                .stream()
                .map(Instance::instanceId)
                .toList();
        topology.ec2()
                .waiter()
                .waitUntilInstanceRunning(r -> r.instanceIds(ids), o -> o.waitTimeout(Duration.ofSeconds(60)));
        return ids.stream().map(topology::describe).toList();
    }

    private Daemon serve(Instance target) {
        return WebServer.start(topology.inNetworkOf(target), rounds, directory.resolve(target.instanceId()));
    }

    /** The same server, asked from the consumer's VPC and from its own. */
    private void throughput(Consumer consumer, String service) throws Exception {
        consumer.connect(service, LAST);
        List<String> server = topology.inNetworkOf(topology.server());
        double[] through = new double[rounds];
        double[] inside = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            through[round] = Throughput.megabits(server, consumer.inside(), Consumer.address(LAST), seconds);
            inside[round] = Throughput.megabits(
                    server,
                    topology.inNetworkOf(topology.client()),
                    topology.server().privateIpAddress(),
                    seconds);
        }
        report.ratio(
                "through an interface endpoint and a balancer (PrivateLink), TCP",
                through,
                inside,
                "Mbit/s",
                "instance to instance in one VPC",
                "goal 0.8");
    }
}

package dev.postern.testkit;

import dev.postern.model.Tags;
import dev.postern.model.ec2.FlowField;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.FlowLogId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;

/** The flow logs of a topology. */
public final class FlowLogs {
    private FlowLogs() {}

    /** Somebody wants to know of all traffic in a VPC. */
    public static FlowLogId of(Topology topology, VpcId vpc) {
        FlowLogId id = new FlowLogId(topology.id(FlowLogId.PREFIX));
        topology.put(new FlowLog(
                topology.get(Vpc.class, vpc.value()).scope(),
                id,
                new FlowLog.Watched.OfVpc(vpc),
                vpc,
                FlowLog.TrafficType.ALL,
                new FlowLog.Destination("flows", Optional.empty(), false, false),
                FlowField.DEFAULT,
                FlowLog.Aggregation.ONE_MINUTE,
                Instant.EPOCH,
                "arn:aws:iam::000000000000:root",
                Tags.NONE));
        return id;
    }

    /** Somebody may want to know of the traffic in some VPCs. */
    static void add(Random random, Topology topology) {
        for (Vpc vpc : topology.snapshot().all(Vpc.class).stream().toList()) {
            if (random.nextBoolean()) {
                of(topology, vpc.id());
            }
        }
    }

    /** Nobody wants to know any more. */
    public static void remove(Topology topology) {
        topology.snapshot().all(FlowLog.class).stream().toList().forEach(topology::remove);
    }
}

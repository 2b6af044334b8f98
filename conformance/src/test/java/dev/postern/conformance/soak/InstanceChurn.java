package dev.postern.conformance.soak;

import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceType;

/** Starts, stops and terminates an instance, over and over. */
final class InstanceChurn implements Actor {
    private static final long TRANSITION_NANOS_MAX = 120_000_000_000L;

    private final Ec2Client ec2;
    private final Calls calls;
    private final String image;
    private final String subnet;
    private final Set<String> foreign = new TreeSet<>();
    private Optional<String> current = Optional.empty();
    private long inTransitionSince;

    InstanceChurn(Ec2Client ec2, Calls calls, String image, String subnet) {
        this.ec2 = ec2;
        this.calls = calls;
        this.image = image;
        this.subnet = subnet;
        ec2.describeInstances()
                .reservations()
                .forEach(reservation -> reservation.instances().stream()
                        .map(Instance::instanceId)
                        .forEach(foreign::add));
    }

    @Override
    public void act(Random random) {
        if (current.isEmpty()) {
            inTransitionSince = System.nanoTime();
            current = Optional.of(calls.create(
                    "instance",
                    () -> ec2.runInstances(run -> run.imageId(image)
                                    .instanceType(InstanceType.T3_MICRO)
                                    .minCount(1)
                                    .maxCount(1)
                                    .subnetId(subnet))
                            .instances()
                            .getFirst()
                            .instanceId()));
            return;
        }
        String id = current.get();
        switch (stateOf(id)) {
            case RUNNING -> {
                inTransitionSince = System.nanoTime();
                if (random.nextBoolean()) {
                    ec2.stopInstances(stop -> stop.instanceIds(id));
                } else {
                    terminate(id);
                }
            }
            case STOPPED -> {
                inTransitionSince = System.nanoTime();
                if (random.nextBoolean()) {
                    ec2.startInstances(start -> start.instanceIds(id));
                } else {
                    terminate(id);
                }
            }
            case PENDING, STOPPING -> {
                if (System.nanoTime() - inTransitionSince > TRANSITION_NANOS_MAX) {
                    calls.journal().violation(id + " has been " + stateOf(id) + " for two minutes");
                    inTransitionSince = System.nanoTime();
                }
            }
            case TERMINATED, SHUTTING_DOWN, UNKNOWN_TO_SDK_VERSION -> {
                calls.journal().violation("lost: " + id + " is " + stateOf(id) + ", and nobody asked for it");
                current = Optional.empty();
            }
        }
    }

    private void terminate(String id) {
        calls.remove("instance " + id, () -> ec2.terminateInstances(terminate -> terminate.instanceIds(id)));
        current = Optional.empty();
    }

    private InstanceStateName stateOf(String id) {
        return ec2.describeInstances(describe -> describe.instanceIds(id))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .state()
                .name();
    }

    /** Starts afresh: what there is of this actor's is terminated, acknowledged or not. */
    @Override
    public void recover() {
        current = Optional.empty();
        ec2.describeInstances().reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .filter(instance -> !foreign.contains(instance.instanceId())
                        && instance.state().name() != InstanceStateName.TERMINATED
                        && instance.state().name() != InstanceStateName.SHUTTING_DOWN)
                .forEach(instance -> terminate(instance.instanceId()));
    }
}

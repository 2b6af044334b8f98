package dev.postern.conformance.soak;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** All processes of an instance end at once. It runs again, or is stopped and can be started. */
record KilledInstance(Api api, String instance, Footprint footprint) implements Disturbance {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "kill -9 of an instance";
    }

    @Override
    public boolean disturbsPackets() {
        return false;
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    @Override
    public void inflict(Random random) throws java.io.IOException {
        footprint.of(instance).forEach(process -> process.destroyForcibly());
    }

    @Override
    public Optional<String> damage() throws java.io.IOException {
        try {
            InstanceStateName state = api.ec2()
                    .describeInstances(describe -> describe.instanceIds(instance))
                    .reservations()
                    .getFirst()
                    .instances()
                    .getFirst()
                    .state()
                    .name();
            if (state == InstanceStateName.STOPPED) {
                api.ec2().startInstances(start -> start.instanceIds(instance));
            }
            boolean runs = state == InstanceStateName.RUNNING
                    && !footprint.of(instance).isEmpty();
            return runs ? Optional.empty() : Optional.of(instance + " is " + state);
        } catch (SdkException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}

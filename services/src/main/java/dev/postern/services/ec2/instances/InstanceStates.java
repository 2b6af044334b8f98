package dev.postern.services.ec2.instances;

import dev.postern.model.Change;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.interfaces.PublicAddresses;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.RebootInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RebootInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesResponse;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesResponse;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;

/**
 * What users make of an instance's life: start, stop, reboot, terminate. Compute moves it on from there, see
 * {@link InstanceLifecycle}.
 */
final class InstanceStates {
    private static final Optional<String> BY_USER = Optional.of("Client.UserInitiatedShutdown");

    private InstanceStates() {}

    static Outcome<StartInstancesResponse> start(Ec2Call call, StartInstancesRequest request) {
        List<InstanceStateChange> answers = new ArrayList<>();
        Change.Builder change = Change.builder();
        PublicAddresses addresses = PublicAddresses.of(call);
        for (Instance instance : named(call, request.instanceIds())) {
            Instance next = switch (instance.state()) {
                case STOPPED -> instance.booting(call.now());
                case PENDING, RUNNING -> instance;
                case STOPPING, SHUTTING_DOWN, TERMINATED -> throw refused(instance, "started");
            };
            if (!next.equals(instance)) {
                change.put(next);
                withPublicIp(call, next, addresses).ifPresent(change::put);
            }
            answers.add(answer(instance, next));
        }
        return new Outcome<>(
                change.build(),
                StartInstancesResponse.builder().startingInstances(answers).build());
    }

    static Outcome<StopInstancesResponse> stop(Ec2Call call, StopInstancesRequest request) {
        if (Boolean.TRUE.equals(request.hibernate())) {
            throw Ec2Error.UNSUPPORTED.of("Hibernation is not available here.");
        }
        List<InstanceStateChange> answers = new ArrayList<>();
        Change.Builder change = Change.builder();
        for (Instance instance : named(call, request.instanceIds())) {
            Instance next = switch (instance.state()) {
                case RUNNING -> instance.withState(Instance.State.STOPPING, call.now(), BY_USER);
                case STOPPING, STOPPED -> instance;
                case PENDING, SHUTTING_DOWN, TERMINATED -> throw refused(instance, "stopped");
            };
            if (!next.equals(instance)) {
                change.put(next);
            }
            answers.add(answer(instance, next));
        }
        return new Outcome<>(
                change.build(),
                StopInstancesResponse.builder().stoppingInstances(answers).build());
    }

    static Outcome<RebootInstancesResponse> reboot(Ec2Call call, RebootInstancesRequest request) {
        Change.Builder change = Change.builder();
        for (Instance instance : named(call, request.instanceIds())) {
            if (instance.state() != Instance.State.RUNNING) {
                throw refused(instance, "rebooted");
            }
            change.put(instance.rebooting());
        }
        return new Outcome<>(change.build(), RebootInstancesResponse.builder().build());
    }

    /** What a termination did: even when it is refused, instances in other zones than the protected ones are gone. */
    record Termination(TerminateInstancesResponse response, Optional<ApiException> refusal) {
        TerminateInstancesResponse orThrow() {
            refusal.ifPresent(error -> {
                throw error;
            });
            return response;
        }
    }

    static Outcome<Termination> terminate(Ec2Call call, TerminateInstancesRequest request) {
        List<InstanceStateChange> answers = new ArrayList<>();
        Change.Builder change = Change.builder();
        List<Instance> all = named(call, request.instanceIds());
        List<Instance> kept = all.stream().filter(InstanceStates::isProtected).toList();
        Set<String> keptZones = kept.stream().map(i -> zone(call, i)).collect(Collectors.toSet());
        for (Instance instance : all) {
            if (keptZones.contains(zone(call, instance))) {
                continue;
            }
            Instance next = switch (instance.state()) {
                case PENDING, RUNNING, STOPPING, STOPPED ->
                    instance.withState(Instance.State.SHUTTING_DOWN, call.now(), BY_USER);
                case SHUTTING_DOWN, TERMINATED -> instance;
            };
            if (!next.equals(instance)) {
                change.put(next);
            }
            answers.add(answer(instance, next));
        }
        Optional<ApiException> refusal = kept.stream()
                .findFirst()
                .map(
                        i -> Ec2Error.OPERATION_NOT_PERMITTED.of(
                                "The instance '" + i.id()
                                        + "' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again."));
        TerminateInstancesResponse response = TerminateInstancesResponse.builder()
                .terminatingInstances(answers)
                .build();
        return new Outcome<>(change.build(), new Termination(response, refusal));
    }

    private static boolean isProtected(Instance instance) {
        return instance.options().disableApiTermination()
                && instance.state() != Instance.State.SHUTTING_DOWN
                && instance.state() != Instance.State.TERMINATED;
    }

    private static String zone(Ec2Call call, Instance instance) {
        return call.find(Subnet.class, instance.subnetId())
                .map(Subnet::availabilityZone)
                .orElse("");
    }

    private static List<Instance> named(Ec2Call call, List<String> ids) {
        if (ids.isEmpty()) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of("No instances specified");
        }
        return Instances.select(call, ids);
    }

    /** The primary interface with the public address that this start brings, if it does and no Elastic IP is there. */
    private static Optional<NetworkInterface> withPublicIp(Ec2Call call, Instance instance, PublicAddresses addresses) {
        return call.find(NetworkInterface.class, instance.primaryInterface())
                .filter(eni -> eni.publicIpAtStart() && !addresses.hasAny(eni))
                .map(eni -> eni.withPublicIp(
                        Optional.of(addresses.take(call.context().ids()))));
    }

    private static InstanceStateChange answer(Instance before, Instance after) {
        return InstanceStateChange.builder()
                .instanceId(before.key())
                .previousState(InstanceView.state(before.state()))
                .currentState(InstanceView.state(after.state()))
                .build();
    }

    private static ApiException refused(Instance instance, String done) {
        return Ec2Error.INCORRECT_INSTANCE_STATE.of(
                "The instance '" + instance.id() + "' is not in a state from which it can be " + done + ".");
    }
}

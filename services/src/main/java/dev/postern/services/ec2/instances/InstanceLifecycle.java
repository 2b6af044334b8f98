package dev.postern.services.ec2.instances;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.time.Expiry;
import dev.postern.model.time.Passage;
import dev.postern.services.ec2.interfaces.Interfaces;
import dev.postern.services.ec2.interfaces.NetworkInterfaces;
import dev.postern.services.ec2.volumes.Volumes;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Moves instances on when compute reports what became of their processes. Each report is a commit; one that does not fit the
 * instance's state any more changes nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html">Instance lifecycle</a>
 */
public final class InstanceLifecycle {
    /** A terminated instance is still shown for an hour. */
    public static final Passage FORGOTTEN = new Expiry<>(Indexes.INSTANCES_BY_END, Duration.ofHours(1));

    private static final Optional<String> BY_ITSELF = Optional.of("Client.InstanceInitiatedShutdown");
    private static final Optional<String> BY_FAILURE = Optional.of("Server.InternalError");

    private final Cloud cloud;
    private final Clock clock;

    public InstanceLifecycle(Cloud cloud, Clock clock) {
        this.cloud = cloud;
        this.clock = clock;
    }

    /** The instance's processes run. */
    public void started(Scope scope, InstanceId id) {
        move(
                scope,
                id,
                (snapshot, instance) -> instance.state() == Instance.State.PENDING
                        ? Change.put(instance.withState(Instance.State.RUNNING, clock.instant(), Optional.empty()))
                        : Change.NONE);
    }

    /**
     * The instance's processes have ended: because it was to stop or to terminate, or because it shut itself down, which does
     * what its shutdown behavior says.
     */
    public void stopped(Scope scope, InstanceId id) {
        move(scope, id, (snapshot, instance) -> switch (instance.state()) {
            case STOPPING -> stop(snapshot, instance, instance.life().reason());
            case SHUTTING_DOWN -> terminate(snapshot, instance, instance.life().reason());
            case PENDING, RUNNING ->
                instance.options().shutdownBehavior().equals("terminate")
                        ? terminate(snapshot, instance, BY_ITSELF)
                        : stop(snapshot, instance, BY_ITSELF);
            case STOPPED, TERMINATED -> Change.NONE;
        });
    }

    /** Nothing is left of the instance: its interfaces and its volume go too. */
    public void terminated(Scope scope, InstanceId id) {
        move(
                scope,
                id,
                (snapshot, instance) -> instance.state() == Instance.State.TERMINATED
                        ? Change.NONE
                        : terminate(snapshot, instance, instance.life().reason()));
    }

    /** The instance could not be started: a new one is terminated, one that ran before is stopped. */
    public void failed(Scope scope, InstanceId id) {
        move(scope, id, (snapshot, instance) -> {
            if (instance.state() != Instance.State.PENDING) {
                return Change.NONE;
            }
            return instance.boots() <= 1
                    ? terminate(snapshot, instance, BY_FAILURE)
                    : stop(snapshot, instance, BY_FAILURE);
        });
    }

    private void move(Scope scope, InstanceId id, BiFunction<Snapshot, Instance, Change> change) {
        cloud.commit(snapshot -> new Outcome<>(
                snapshot.find(Instance.class, scope, id.value())
                        .map(instance -> change.apply(snapshot, instance))
                        .orElse(Change.NONE),
                true));
    }

    /** A stopped instance keeps its interfaces and Elastic IP addresses, but not the public address of this run. */
    private Change stop(Snapshot snapshot, Instance instance, Optional<String> reason) {
        Change.Builder change =
                Change.builder().put(instance.withState(Instance.State.STOPPED, clock.instant(), reason));
        for (NetworkInterface eni : Interfaces.attachedTo(snapshot, instance)) {
            if (eni.publicIp().isPresent()) {
                change.put(eni.withPublicIp(Optional.empty()));
            }
        }
        return change.build();
    }

    private Change terminate(Snapshot snapshot, Instance instance, Optional<String> reason) {
        Change.Builder change = Change.builder()
                .put(instance.withState(Instance.State.TERMINATED, clock.instant(), reason)
                        .withOptions(instance.options().withInstanceProfile(Optional.empty())));
        for (NetworkInterface eni : Interfaces.attachedTo(snapshot, instance)) {
            change.addAll(
                    eni.attachment().orElseThrow().deleteOnTermination()
                            ? NetworkInterfaces.remove(snapshot, eni)
                            : Change.put(
                                    eni.withUse(new NetworkInterface.Free()).withPublicIp(Optional.empty())));
        }
        Volumes.of(snapshot, instance).ifPresent(change::remove);
        return change.build();
    }
}

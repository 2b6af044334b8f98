package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Family;
import dev.postern.model.net.HostNames;
import dev.postern.model.net.Ip;
import java.time.Instant;
import java.util.Optional;

/**
 * An instance.
 *
 * @param launch what it was made of, for good
 * @param placement where it is, for good
 * @param life what became of it; {@code compute} moves it on
 * @param options what its owner may change
 */
public record Instance(
        Scope scope, InstanceId id, Launch launch, Placement placement, Life life, Options options, Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    /**
     * What an instance was made of.
     *
     * @param reservationId the launch to which it belongs
     * @param index its place in the launch, from 0
     * @param keyName may be absent: then no key is installed
     */
    public record Launch(
            ReservationId reservationId,
            int index,
            ImageId imageId,
            Optional<String> keyName,
            Optional<String> clientToken) {}

    /**
     * Where an instance is.
     *
     * @param primaryInterface the one that it was launched with, as device 0
     */
    public record Placement(VpcId vpcId, SubnetId subnetId, NetworkInterfaceId primaryInterface) {}

    /**
     * What became of an instance.
     *
     * @param state what EC2 answers now
     * @param changedAt when it came into that state
     * @param reason why, as {@code Client.UserInitiatedShutdown}, if there is a reason to tell
     * @param launchTime when it was last launched or started
     * @param boots how many times it was started or rebooted; a new number makes compute boot it again
     */
    public record Life(State state, Instant changedAt, Optional<String> reason, Instant launchTime, int boots) {
        /** Of an instance that was launched now. */
        public static Life launched(Instant now) {
            return new Life(State.PENDING, now, Optional.empty(), now, 1);
        }

        private Life in(State next, Instant at, Optional<String> why) {
            return new Life(next, at, why, launchTime, boots);
        }

        private Life startedAt(Instant at) {
            return new Life(State.PENDING, at, Optional.empty(), at, boots + 1);
        }

        private Life rebooted() {
            return new Life(state, changedAt, reason, launchTime, boots + 1);
        }
    }

    /**
     * What the owner of an instance may change.
     *
     * @param userData base64, as it was given
     * @param shutdownBehavior {@code stop} or {@code terminate}: what it means when it shuts itself down
     * @param names which private names it has
     */
    public record Options(
            String instanceType,
            Optional<String> userData,
            Optional<ProfileAssociation> instanceProfile,
            MetadataOptions metadata,
            boolean disableApiTermination,
            String shutdownBehavior,
            PrivateNames names) {
        /** Of which nothing was said but the type. */
        public static Options of(String instanceType) {
            return new Options(
                    instanceType,
                    Optional.empty(),
                    Optional.empty(),
                    MetadataOptions.DEFAULT,
                    false,
                    "stop",
                    PrivateNames.DEFAULT);
        }

        public Options withInstanceType(String type) {
            return new Options(
                    type, userData, instanceProfile, metadata, disableApiTermination, shutdownBehavior, names);
        }

        public Options withUserData(Optional<String> base64) {
            return new Options(
                    instanceType, base64, instanceProfile, metadata, disableApiTermination, shutdownBehavior, names);
        }

        public Options withInstanceProfile(Optional<ProfileAssociation> profile) {
            return new Options(
                    instanceType, userData, profile, metadata, disableApiTermination, shutdownBehavior, names);
        }

        public Options withMetadata(MetadataOptions other) {
            return new Options(
                    instanceType, userData, instanceProfile, other, disableApiTermination, shutdownBehavior, names);
        }

        public Options withDisableApiTermination(boolean disable) {
            return new Options(instanceType, userData, instanceProfile, metadata, disable, shutdownBehavior, names);
        }

        public Options withShutdownBehavior(String behavior) {
            return new Options(
                    instanceType, userData, instanceProfile, metadata, disableApiTermination, behavior, names);
        }

        public Options withNames(PrivateNames other) {
            return new Options(
                    instanceType, userData, instanceProfile, metadata, disableApiTermination, shutdownBehavior, other);
        }
    }

    /**
     * The life of an instance.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html">Instance
     *     lifecycle</a>
     */
    public enum State {
        PENDING(0),
        RUNNING(16),
        SHUTTING_DOWN(32),
        TERMINATED(48),
        STOPPING(64),
        STOPPED(80);

        private final int code;

        State(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        /** EC2's name, as {@code shutting-down}. */
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The instance profile that delivers a role's credentials.
     *
     * @param profileName the profile, of the instance's own account
     */
    public record ProfileAssociation(InstanceProfileAssociationId id, String profileName, Instant since) {}

    /**
     * How the instance metadata service answers.
     *
     * @param httpTokens {@code optional} (IMDSv1 and v2) or {@code required} (v2 only)
     * @param hopLimit 1 to 64: how far the answer to a token request travels
     * @param httpEndpointEnabled whether it answers at all
     * @param httpProtocolIpv6Enabled whether it does so at its IPv6 address, too
     */
    public record MetadataOptions(
            String httpTokens,
            int hopLimit,
            boolean httpEndpointEnabled,
            boolean httpProtocolIpv6Enabled,
            boolean instanceTags) {
        /** As AWS has them where nobody says anything. */
        public static final MetadataOptions DEFAULT = new MetadataOptions("optional", 1, true, false, false);

        /** Whether it answers what is asked by a family. */
        public boolean answers(Family family) {
            return httpEndpointEnabled && (family == Family.IPV4 || httpProtocolIpv6Enabled);
        }
    }

    public ReservationId reservationId() {
        return launch.reservationId();
    }

    public ImageId imageId() {
        return launch.imageId();
    }

    public Optional<String> keyName() {
        return launch.keyName();
    }

    public VpcId vpcId() {
        return placement.vpcId();
    }

    public SubnetId subnetId() {
        return placement.subnetId();
    }

    public NetworkInterfaceId primaryInterface() {
        return placement.primaryInterface();
    }

    public State state() {
        return life.state();
    }

    public int boots() {
        return life.boots();
    }

    public String instanceType() {
        return options.instanceType();
    }

    /**
     * The name that its system takes for its own.
     *
     * @param primary its primary private address
     */
    public String hostName(Ip primary) {
        return switch (options.names().hostName()) {
            case IP_NAME -> HostNames.privateName(scope.region(), primary);
            case RESOURCE_NAME -> resourceName();
        };
    }

    /** The name that says its id, whether anybody answers it or not. */
    public String resourceName() {
        return HostNames.resourceName(scope.region(), id.value());
    }

    public Optional<ProfileAssociation> instanceProfile() {
        return options.instanceProfile();
    }

    public Instance withState(State newState, Instant at, Optional<String> reason) {
        return with(life.in(newState, at, reason));
    }

    /** Starting again: pending, with one more boot. */
    public Instance booting(Instant at) {
        return with(life.startedAt(at));
    }

    /** One more boot, without leaving its state. */
    public Instance rebooting() {
        return with(life.rebooted());
    }

    private Instance with(Life other) {
        return new Instance(scope, id, launch, placement, other, options, tags);
    }

    public Instance withOptions(Options other) {
        return new Instance(scope, id, launch, placement, life, other, tags);
    }

    public Instance withTags(Tags newTags) {
        return new Instance(scope, id, launch, placement, life, options, newTags);
    }
}

package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Optional;

/**
 * An instance.
 *
 * @param reservationId the launch to which it belongs
 * @param launchIndex its place in the launch, from 0
 * @param state what EC2 answers now; {@code compute} moves it on
 * @param stateChangedAt when it came into that state
 * @param stateReason why, as {@code Client.UserInitiatedShutdown}, if there is a reason to tell
 * @param keyName may be absent: then no key is installed
 * @param userData base64, as it was given
 * @param boots how many times it was started or rebooted; a new number makes compute boot it again
 */
public record Instance(
        Scope scope,
        InstanceId id,
        ReservationId reservationId,
        int launchIndex,
        ImageId imageId,
        String instanceType,
        State state,
        Instant stateChangedAt,
        Optional<String> stateReason,
        Instant launchTime,
        Optional<String> keyName,
        VpcId vpcId,
        SubnetId subnetId,
        NetworkInterfaceId primaryInterface,
        Optional<String> userData,
        Optional<ProfileAssociation> instanceProfile,
        MetadataOptions metadataOptions,
        boolean disableApiTermination,
        String shutdownBehavior,
        Optional<String> clientToken,
        int boots,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
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
     */
    public record MetadataOptions(String httpTokens, int hopLimit, boolean httpEndpointEnabled, boolean instanceTags) {}

    public Instance withState(State newState, Instant at, Optional<String> reason) {
        Editor to = new Editor();
        to.state = newState;
        to.stateChangedAt = at;
        to.stateReason = reason;
        return to.instance();
    }

    /** Starting again: pending, with one more boot. */
    public Instance booting(Instant at) {
        Editor to = new Editor();
        to.state = State.PENDING;
        to.stateChangedAt = at;
        to.stateReason = Optional.empty();
        to.launchTime = at;
        to.boots = boots + 1;
        return to.instance();
    }

    /** One more boot, without leaving its state. */
    public Instance rebooting() {
        Editor to = new Editor();
        to.boots = boots + 1;
        return to.instance();
    }

    public Instance withInstanceType(String type) {
        Editor to = new Editor();
        to.instanceType = type;
        return to.instance();
    }

    public Instance withUserData(Optional<String> base64) {
        Editor to = new Editor();
        to.userData = base64;
        return to.instance();
    }

    public Instance withDisableApiTermination(boolean disable) {
        Editor to = new Editor();
        to.disableApiTermination = disable;
        return to.instance();
    }

    public Instance withShutdownBehavior(String behavior) {
        Editor to = new Editor();
        to.shutdownBehavior = behavior;
        return to.instance();
    }

    public Instance withInstanceProfile(Optional<ProfileAssociation> profile) {
        Editor to = new Editor();
        to.instanceProfile = profile;
        return to.instance();
    }

    public Instance withMetadataOptions(MetadataOptions options) {
        Editor to = new Editor();
        to.metadataOptions = options;
        return to.instance();
    }

    public Instance withTags(Tags newTags) {
        Editor to = new Editor();
        to.tags = newTags;
        return to.instance();
    }

    /** A copy in the making: the fields that can change. */
    private final class Editor {
        private String instanceType = Instance.this.instanceType;
        private State state = Instance.this.state;
        private Instant stateChangedAt = Instance.this.stateChangedAt;
        private Optional<String> stateReason = Instance.this.stateReason;
        private Instant launchTime = Instance.this.launchTime;
        private Optional<String> userData = Instance.this.userData;
        private Optional<ProfileAssociation> instanceProfile = Instance.this.instanceProfile;
        private MetadataOptions metadataOptions = Instance.this.metadataOptions;
        private boolean disableApiTermination = Instance.this.disableApiTermination;
        private String shutdownBehavior = Instance.this.shutdownBehavior;
        private int boots = Instance.this.boots;
        private Tags tags = Instance.this.tags;

        Instance instance() {
            return new Instance(
                    scope,
                    id,
                    reservationId,
                    launchIndex,
                    imageId,
                    instanceType,
                    state,
                    stateChangedAt,
                    stateReason,
                    launchTime,
                    keyName,
                    vpcId,
                    subnetId,
                    primaryInterface,
                    userData,
                    instanceProfile,
                    metadataOptions,
                    disableApiTermination,
                    shutdownBehavior,
                    clientToken,
                    boots,
                    tags);
        }
    }
}

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
        return new Instance(
                scope,
                id,
                reservationId,
                launchIndex,
                imageId,
                instanceType,
                newState,
                at,
                reason,
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

    /** Starting again: pending, with one more boot. */
    public Instance booting(Instant at) {
        return new Instance(
                scope,
                id,
                reservationId,
                launchIndex,
                imageId,
                instanceType,
                State.PENDING,
                at,
                Optional.empty(),
                at,
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
                boots + 1,
                tags);
    }

    public Instance withInstanceProfile(Optional<ProfileAssociation> profile) {
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
                profile,
                metadataOptions,
                disableApiTermination,
                shutdownBehavior,
                clientToken,
                boots,
                tags);
    }

    public Instance withMetadataOptions(MetadataOptions options) {
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
                options,
                disableApiTermination,
                shutdownBehavior,
                clientToken,
                boots,
                tags);
    }

    public Instance withTags(Tags newTags) {
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
                newTags);
    }
}

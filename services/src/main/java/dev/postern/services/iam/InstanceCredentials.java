package dev.postern.services.iam;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.RoleDelivery;
import dev.postern.model.iam.Session;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Ids;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.Sessions;
import dev.postern.storage.Cloud;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The temporary credentials that EC2 delivers to an instance with a profile. They are made when they are first asked
 * for, and again well before they expire.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html">IAM roles for Amazon
 *     EC2</a>
 */
public final class InstanceCredentials {
    private static final Duration LIFE = Duration.ofHours(6);

    /** AWS promises new credentials five minutes before the old ones expire; SDKs begin to ask fifteen minutes before. */
    private static final Duration RENEWED_BEFORE_END = Duration.ofMinutes(30);

    private final Cloud cloud;
    private final Authorizer authorizer;
    private final Clock clock;
    private final Ids ids;

    /** The key that each got last, so that its session need not be searched; the snapshot has the last word. */
    private final Map<Receiver, String> lastKeys = new ConcurrentHashMap<>();

    public InstanceCredentials(Cloud cloud, Authorizer authorizer, Clock clock, Ids ids) {
        this.cloud = cloud;
        this.authorizer = authorizer;
        this.clock = clock;
        this.ids = ids;
    }

    /** Credentials as the metadata service shows them. */
    public record Delivered(
            String accessKeyId,
            String secret,
            String token,
            Instant issuedAt,
            Instant expiresAt,
            String roleName,
            String profileArn,
            String profileId) {
        @Override
        public String toString() {
            return "Delivered[" + accessKeyId + ", " + roleName + "]"; // never the secret: this may reach a log
        }
    }

    /** Who gets credentials, and how. */
    private record Receiver(InstanceId instance, RoleDelivery delivery) {}

    /** The role that an instance's profile stands for now. */
    private record Source(InstanceProfile profile, Role role) {}

    /**
     * The current credentials of an instance, others for each way by which they come to it; none when it has no profile, the profile
     * no role, or the role does not trust EC2.
     */
    public Optional<Delivered> of(Instance instance, RoleDelivery delivery) {
        Receiver receiver = new Receiver(instance.id(), delivery);
        Instant now = clock.instant();
        Snapshot snapshot = cloud.snapshot();
        Optional<Source> source = source(snapshot, instance);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        Optional<Session> current = current(snapshot, receiver, source.get().role(), now);
        if (current.isPresent()) {
            return Optional.of(delivered(source.get(), current.get()));
        }
        return cloud.commit(newest -> issue(newest, instance, receiver, now));
    }

    /**
     * As whom an instance's programs make requests, which ask with a token as all SDKs do. The session need not have been made yet: it
     * is the one that would be.
     *
     * @return empty when the instance gets no credentials
     */
    public Optional<Caller> caller(Snapshot snapshot, Instance instance) {
        Instant now = clock.instant();
        Receiver receiver = new Receiver(instance.id(), RoleDelivery.IMDS_V2);
        return source(snapshot, instance)
                .map(Source::role)
                .map(role -> new Caller.AssumedRole(
                        role.scope().account(),
                        role.path(),
                        role.name(),
                        role.roleId(),
                        instance.id().value(),
                        Optional.empty(),
                        current(snapshot, receiver, role, now)
                                .map(Session::issuedAt)
                                .orElse(now),
                        Optional.of(instance.id().value()),
                        Optional.of(receiver.delivery())));
    }

    private Cloud.Outcome<Optional<Delivered>> issue(
            Snapshot snapshot, Instance instance, Receiver receiver, Instant now) {
        Optional<Source> found = source(snapshot, instance);
        if (found.isEmpty()) {
            return new Cloud.Outcome<>(Change.NONE, Optional.empty());
        }
        Source source = found.get();
        Optional<Session> byAnother = current(snapshot, receiver, source.role(), now);
        if (byAnother.isPresent()) {
            return new Cloud.Outcome<>(Change.NONE, Optional.of(delivered(source, byAnother.get())));
        }
        Session session = Sessions.deliver(source.role(), receiver.instance(), receiver.delivery(), LIFE, now, ids);
        lastKeys.put(receiver, session.accessKeyId());
        return new Cloud.Outcome<>(Change.put(session), Optional.of(delivered(source, session)));
    }

    private Optional<Source> source(Snapshot snapshot, Instance given) {
        Scope account = Scope.ofAccount(given.scope().account());
        return snapshot.find(Instance.class, given.scope(), given.key())
                .flatMap(Instance::instanceProfile)
                .flatMap(association -> snapshot.find(InstanceProfile.class, account, association.profileName()))
                .flatMap(profile -> profile.roleName()
                        .flatMap(name -> snapshot.find(Role.class, account, name))
                        .filter(role -> authorizer.serviceMayAssume(snapshot, "ec2.amazonaws.com", role))
                        .map(role -> new Source(profile, role)));
    }

    /** A session of this role that came to an instance in this way and is good for a while yet. */
    private Optional<Session> current(Snapshot snapshot, Receiver receiver, Role role, Instant now) {
        Optional<Session> last = Optional.ofNullable(lastKeys.get(receiver))
                .flatMap(key -> snapshot.find(Session.class, Scope.GLOBAL, key))
                .filter(session -> isGood(session, receiver, role, now));
        if (last.isPresent()) {
            return last;
        }
        Optional<Session> searched = snapshot.all(Session.class).in(Scope.GLOBAL).stream()
                .filter(session -> isGood(session, receiver, role, now))
                .findFirst();
        searched.ifPresent(session -> lastKeys.put(receiver, session.accessKeyId()));
        return searched;
    }

    private static boolean isGood(Session session, Receiver receiver, Role role, Instant now) {
        return session.ec2InstanceId().equals(Optional.of(receiver.instance().value()))
                && session.delivery().equals(Optional.of(receiver.delivery()))
                && session.roleId().equals(role.roleId())
                && session.expiresAt().isAfter(now.plus(RENEWED_BEFORE_END));
    }

    private static Delivered delivered(Source source, Session session) {
        return new Delivered(
                session.accessKeyId(),
                session.secret(),
                session.token(),
                session.issuedAt(),
                session.expiresAt(),
                source.role().name(),
                source.profile().arn().toString(),
                source.profile().profileId());
    }
}

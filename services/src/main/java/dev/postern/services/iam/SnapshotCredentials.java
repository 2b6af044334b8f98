package dev.postern.services.iam;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.AccessKey;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.Session;
import dev.postern.model.iam.SessionTraits;
import dev.postern.model.iam.User;
import dev.postern.model.iam.UserSession;
import dev.postern.model.request.Caller;
import dev.postern.policy.PoliciesInForce;
import dev.postern.storage.Cloud;
import dev.postern.wire.sigv4.Credential;
import dev.postern.wire.sigv4.CredentialStore;
import java.util.Optional;

/**
 * The access keys of the cloud's newest state. A key that was made inactive, a user's or role's that is gone, and a
 * session of a role that was deleted are as if they had never been.
 */
public final class SnapshotCredentials implements CredentialStore {
    private final Cloud cloud;

    public SnapshotCredentials(Cloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public Optional<Credential> find(String accessKeyId) {
        Snapshot snapshot = cloud.snapshot();
        return snapshot.find(AccessKey.class, Scope.GLOBAL, accessKeyId)
                .filter(AccessKey::active)
                .flatMap(key -> longTerm(snapshot, key))
                .or(() -> snapshot.find(Session.class, Scope.GLOBAL, accessKeyId)
                        .flatMap(session -> temporary(snapshot, session)))
                .or(() -> snapshot.find(UserSession.class, Scope.GLOBAL, accessKeyId)
                        .flatMap(session -> ofUser(snapshot, session)));
    }

    private static Optional<Credential> ofUser(Snapshot snapshot, UserSession session) {
        Optional<Caller.User> user = session.user().flatMap(holder -> user(snapshot, session, holder));
        if (session.user().isPresent() && user.isEmpty()) {
            return Optional.empty();
        }
        Caller own = user.<Caller>map(found -> found)
                .orElseGet(() -> new Caller.Root(session.account(), Optional.of(session.issuedAt())));
        Caller caller = session.federation()
                .<Caller>map(federation -> new Caller.FederatedUser(
                        session.account(),
                        federation.name(),
                        user,
                        federation.policy().orElse(PoliciesInForce.CLOSED),
                        federation.tags(),
                        session.issuedAt()))
                .orElse(own);
        return Optional.of(new Credential(
                session.secret(), Optional.of(session.token()), Optional.of(session.expiresAt()), caller));
    }

    /** The user, be it by another name now. */
    private static Optional<Caller.User> user(Snapshot snapshot, UserSession session, UserSession.Holder holder) {
        Scope account = Scope.ofAccount(session.account());
        return snapshot.find(User.class, account, holder.name())
                .filter(user -> user.userId().equals(holder.id()))
                .or(() -> snapshot.all(User.class).in(account).stream()
                        .filter(user -> user.userId().equals(holder.id()))
                        .findFirst())
                .map(user -> new Caller.User(
                        session.account(), user.path(), user.name(), user.userId(), Optional.of(session.issuedAt())));
    }

    private static Optional<Credential> longTerm(Snapshot snapshot, AccessKey key) {
        Optional<Caller> caller = key.userName().isEmpty()
                ? Optional.of(new Caller.Root(key.account()))
                : snapshot.find(
                                User.class,
                                Scope.ofAccount(key.account()),
                                key.userName().get())
                        .map(user -> new Caller.User(key.account(), user.path(), user.name(), user.userId()));
        return caller.map(c -> new Credential(key.secret(), Optional.empty(), Optional.empty(), c));
    }

    private static Optional<Credential> temporary(Snapshot snapshot, Session session) {
        return snapshot.find(Role.class, Scope.ofAccount(session.account()), session.roleName())
                .filter(role -> role.roleId().equals(session.roleId()))
                .map(role -> new Credential(
                        session.secret(),
                        Optional.of(session.token()),
                        Optional.of(session.expiresAt()),
                        caller(session)));
    }

    private static Caller caller(Session session) {
        return new Caller.AssumedRole(
                session.account(),
                session.rolePath(),
                session.roleName(),
                session.roleId(),
                session.sessionName(),
                session.sessionPolicy(),
                session.issuedAt(),
                session.ec2InstanceId(),
                session.delivery(),
                session.traits().orElse(SessionTraits.NONE));
    }
}

package dev.postern.services.authorization;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.Session;
import dev.postern.model.request.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Makes sessions of roles, and forgets those that have expired. */
public final class Sessions {
    /** How AWS's session tokens begin. */
    private static final String TOKEN_PREFIX = "IQoJb3JpZ2luX2VjE";

    private static final int TOKEN_CHARACTERS = 340;
    private static final int PRUNED_MAX = 1_000;

    private Sessions() {}

    /** A new session of a role, from now on. */
    public static Session create(
            Role role,
            String sessionName,
            Optional<String> sessionPolicy,
            Optional<String> ec2InstanceId,
            Duration life,
            Instant now,
            Ids ids) {
        Instant issuedAt = now.truncatedTo(ChronoUnit.SECONDS);
        return new Session(
                "ASIA" + ids.base32(16),
                ids.secret(40),
                TOKEN_PREFIX + ids.secret(TOKEN_CHARACTERS),
                role.scope().account(),
                role.path(),
                role.name(),
                role.roleId(),
                sessionName,
                sessionPolicy,
                issuedAt,
                issuedAt.plus(life),
                ec2InstanceId);
    }

    /** Puts a session, and removes expired ones. */
    public static Change put(Snapshot snapshot, Session session, Instant now) {
        Change.Builder change = Change.builder();
        snapshot.all(Session.class).in(Scope.GLOBAL).stream()
                .filter(old -> old.expiresAt().isBefore(now))
                .limit(PRUNED_MAX)
                .forEach(change::remove);
        return change.put(session).build();
    }
}

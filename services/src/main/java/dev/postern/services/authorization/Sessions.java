package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.RoleDelivery;
import dev.postern.model.iam.Session;
import dev.postern.model.iam.SessionTraits;
import dev.postern.model.iam.UserSession;
import dev.postern.model.request.Ids;
import dev.postern.model.time.Expiry;
import dev.postern.model.time.Passage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Makes sessions of roles. */
public final class Sessions {
    /** How AWS's session tokens begin. */
    private static final String TOKEN_PREFIX = "IQoJb3JpZ2luX2VjE";

    private static final int TOKEN_CHARACTERS = 340;

    /** Who still uses one that has expired is told just that for three hours; then nobody knows it. */
    public static final Passage FORGOTTEN = new Expiry<>(Indexes.SESSIONS_BY_END, Duration.ofHours(3));

    /** The same of users' sessions. */
    public static final Passage OF_USERS_FORGOTTEN = new Expiry<>(Indexes.USER_SESSIONS_BY_END, Duration.ofHours(3));

    private Sessions() {}

    /** A new session of a role, from now on. */
    public static Session create(
            Role role,
            String sessionName,
            Optional<String> sessionPolicy,
            SessionTraits traits,
            Duration life,
            Instant now,
            Ids ids) {
        return create(
                role,
                sessionName,
                sessionPolicy,
                Optional.empty(),
                Optional.empty(),
                Optional.of(traits).filter(said -> !said.equals(SessionTraits.NONE)),
                life,
                now,
                ids);
    }

    /** The one whose credentials are delivered to an instance, from now on. */
    public static Session deliver(
            Role role, InstanceId instance, RoleDelivery delivery, Duration life, Instant now, Ids ids) {
        String id = instance.value();
        return create(
                role, id, Optional.empty(), Optional.of(id), Optional.of(delivery), Optional.empty(), life, now, ids);
    }

    /** New credentials of a user or root, for themselves or for a federated user, from now on. */
    public static UserSession ofUser(
            AccountId account,
            Optional<UserSession.Holder> user,
            Optional<UserSession.Federation> federation,
            Duration life,
            Instant now,
            Ids ids) {
        Instant issuedAt = now.truncatedTo(ChronoUnit.SECONDS);
        return new UserSession(
                "ASIA" + ids.base32(16),
                ids.secret(40),
                TOKEN_PREFIX + ids.secret(TOKEN_CHARACTERS),
                account,
                user,
                federation,
                issuedAt,
                issuedAt.plus(life));
    }

    private static Session create(
            Role role,
            String sessionName,
            Optional<String> sessionPolicy,
            Optional<String> ec2InstanceId,
            Optional<RoleDelivery> delivery,
            Optional<SessionTraits> traits,
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
                ec2InstanceId,
                delivery,
                traits);
    }
}

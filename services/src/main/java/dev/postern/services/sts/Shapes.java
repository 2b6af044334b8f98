package dev.postern.services.sts;

import dev.postern.model.Arn;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.Session;
import dev.postern.model.iam.UserSession;
import java.time.Instant;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Sessions as the answers have them. */
final class Shapes {
    private Shapes() {}

    static Credentials credentials(Session session) {
        return credentials(session.accessKeyId(), session.secret(), session.token(), session.expiresAt());
    }

    static Credentials credentials(UserSession session) {
        return credentials(session.accessKeyId(), session.secret(), session.token(), session.expiresAt());
    }

    private static Credentials credentials(String id, String secret, String token, Instant expiresAt) {
        return Credentials.builder()
                .accessKeyId(id)
                .secretAccessKey(secret)
                .sessionToken(token)
                .expiration(expiresAt)
                .build();
    }

    /** The principal that the session of a role is. */
    static AssumedRoleUser assumed(Role role, Session session) {
        String name = role.name() + "/" + session.sessionName();
        return AssumedRoleUser.builder()
                .assumedRoleId(role.roleId() + ":" + session.sessionName())
                .arn(Arn.global("sts", session.account(), "assumed-role/" + name)
                        .toString())
                .build();
    }
}

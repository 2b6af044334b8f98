package dev.postern.services.sts;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.Role;
import dev.postern.wire.ApiException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The roles that requests for sessions name. */
final class RoleArns {
    private static final int SECONDS_DEFAULT = 3_600;

    private RoleArns() {}

    static Arn parse(String text) {
        return Arn.parse(text)
                .filter(a -> a.service().equals("iam")
                        && AccountId.isValid(a.account())
                        && a.resource().startsWith("role/"))
                .orElseThrow(() -> new ApiException(StsError.VALIDATION_ERROR, text + " is invalid"));
    }

    static Optional<Role> find(Snapshot snapshot, Arn arn) {
        String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
        return snapshot.find(Role.class, Scope.ofAccount(new AccountId(arn.account())), name)
                .filter(found -> found.arn().equals(arn));
    }

    /** For how long a session is good, which the role limits. */
    static Duration life(Role role, @Nullable Integer asked) {
        int seconds = asked == null ? SECONDS_DEFAULT : asked;
        if (seconds > role.maxSessionSeconds()) {
            throw new ApiException(
                    StsError.VALIDATION_ERROR,
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return Duration.ofSeconds(seconds);
    }
}

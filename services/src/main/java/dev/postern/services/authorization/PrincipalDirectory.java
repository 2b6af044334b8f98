package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.Account;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.policy.Policy;
import dev.postern.policy.Principal;
import dev.postern.policy.Statement;
import java.util.Optional;

/** Whether the users and roles that a policy names exist: AWS refuses to save one that names a stranger. */
public final class PrincipalDirectory {
    private PrincipalDirectory() {}

    /** The first principal that does not exist. Of accounts that are not in this cloud nothing is known. */
    public static Optional<String> firstUnknown(Snapshot snapshot, Policy policy) {
        for (Statement statement : policy.statements()) {
            if (statement.principals().isEmpty()) {
                continue;
            }
            for (Principal principal : statement.principals().get().principals()) {
                if (principal instanceof Principal.Named(String arn) && !exists(snapshot, arn)) {
                    return Optional.of(arn);
                }
                if (principal instanceof Principal.UniqueId(String id) && !idExists(snapshot, id)) {
                    return Optional.of(id);
                }
                if (principal instanceof Principal.CanonicalUser(String id) && !canonicalIdExists(snapshot, id)) {
                    return Optional.of(id);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean idExists(Snapshot snapshot, String id) {
        return snapshot.all(User.class).stream().anyMatch(user -> user.userId().equals(id))
                || snapshot.all(Role.class).stream()
                        .anyMatch(role -> role.roleId().equals(id));
    }

    private static boolean canonicalIdExists(Snapshot snapshot, String id) {
        return snapshot.all(Account.class).stream()
                .anyMatch(account -> account.id().canonicalUserId().equals(id));
    }

    private static boolean exists(Snapshot snapshot, String text) {
        return exists(
                snapshot,
                Arn.parse(text).orElseThrow(() -> new IllegalArgumentException("a principal without an ARN")));
    }

    /** Whether the user, role, session or account of an ARN exists; also where its account is not in this cloud. */
    public static boolean exists(Snapshot snapshot, Arn arn) {
        AccountId account = new AccountId(arn.account());
        if (snapshot.find(Account.class, Scope.GLOBAL, account.value()).isEmpty()) {
            return true;
        }
        Scope scope = Scope.ofAccount(account);
        String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
        if (arn.resource().startsWith("user/")) {
            return snapshot.find(User.class, scope, name)
                    .filter(user -> user.arn().equals(arn))
                    .isPresent();
        }
        if (arn.resource().startsWith("role/")) {
            return snapshot.find(Role.class, scope, name)
                    .filter(role -> role.arn().equals(arn))
                    .isPresent();
        }
        if (arn.resource().startsWith("assumed-role/")) {
            return snapshot.find(Role.class, scope, arn.resource().split("/", 3)[1])
                    .isPresent();
        }
        return true;
    }
}

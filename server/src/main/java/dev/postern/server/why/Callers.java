package dev.postern.server.why;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.Account;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.model.request.Caller;
import dev.postern.wire.sigv4.Credential;
import dev.postern.wire.sigv4.CredentialStore;
import java.time.Instant;
import java.util.Optional;

/** Finds who is meant as the caller of a request. */
final class Callers {
    /** The name of the session that a role is supposed to have. */
    private static final String SESSION = "why";

    private final CredentialStore credentials;

    Callers(CredentialStore credentials) {
        this.credentials = credentials;
    }

    /** Who has an access key, if it is one of this cloud. */
    Optional<Caller> ofKey(String key) {
        return credentials.find(key).map(Credential::caller);
    }

    /**
     * A role, user or key, or root, or nobody.
     *
     * @param account where names are looked up
     */
    Caller named(Snapshot snapshot, AccountId account, String text, Instant now) {
        switch (text) {
            case "root" -> {
                return new Caller.Root(account);
            }
            case "anonymous" -> {
                return new Caller.Anonymous();
            }
            default -> {}
        }
        Optional<Arn> arn = Arn.parse(text);
        if (arn.isPresent()) {
            return ofArn(snapshot, arn.get(), now)
                    .orElseThrow(() -> new CannotAnswer("there is no role or user " + text));
        }
        Optional<Caller> byKey = ofKey(text);
        if (byKey.isPresent()) {
            return byKey.get();
        }
        Optional<Caller> role = role(snapshot, account, text, now);
        Optional<Caller> user = user(snapshot, account, text);
        if (role.isPresent() && user.isPresent()) {
            throw new CannotAnswer("there is a role and a user " + text + ": say which by its ARN");
        }
        return role.or(() -> user)
                .orElseThrow(() ->
                        new CannotAnswer("there is no role, user or access key " + text + " in account " + account));
    }

    private static Optional<Caller> ofArn(Snapshot snapshot, Arn arn, Instant now) {
        if (!AccountId.isValid(arn.account())) {
            return Optional.empty();
        }
        AccountId account = new AccountId(arn.account());
        String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
        if (arn.resource().equals("root")) {
            return snapshot.find(Account.class, Scope.GLOBAL, account.value()).map(_ -> new Caller.Root(account));
        }
        if (arn.resource().startsWith("assumed-role/")) {
            return role(snapshot, account, arn.resource().split("/", 3)[1], now);
        }
        return arn.resource().startsWith("user/") ? user(snapshot, account, name) : role(snapshot, account, name, now);
    }

    private static Optional<Caller> role(Snapshot snapshot, AccountId account, String name, Instant now) {
        return snapshot.find(Role.class, Scope.ofAccount(account), name)
                .map(role -> new Caller.AssumedRole(
                        account,
                        role.path(),
                        role.name(),
                        role.roleId(),
                        SESSION,
                        Optional.empty(),
                        now,
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Optional<Caller> user(Snapshot snapshot, AccountId account, String name) {
        return snapshot.find(User.class, Scope.ofAccount(account), name)
                .map(user -> new Caller.User(account, user.path(), user.name(), user.userId()));
    }
}

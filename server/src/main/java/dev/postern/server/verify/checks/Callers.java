package dev.postern.server.verify.checks;

import dev.postern.model.iam.Role;
import dev.postern.model.iam.RoleDelivery;
import dev.postern.model.iam.User;
import dev.postern.model.request.Caller;
import java.time.Instant;
import java.util.Optional;

/** Principals as callers. */
final class Callers {
    private Callers() {}

    static Caller of(User user) {
        return new Caller.User(user.scope().account(), user.path(), user.name(), user.userId());
    }

    /** A session of a role; of an instance where that is said, with the credentials that its SDKs ask for. */
    static Caller session(Role role, String name, Optional<String> instance) {
        return new Caller.AssumedRole(
                role.scope().account(),
                role.path(),
                role.name(),
                role.roleId(),
                name,
                Optional.empty(),
                Instant.EPOCH,
                instance,
                instance.map(_ -> RoleDelivery.IMDS_V2));
    }
}

package dev.postern.model.iam;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import java.time.Instant;

/** An account. It exists in {@link Scope#GLOBAL}. */
public record Account(AccountId id, Instant createdAt) implements IamResource {
    @Override
    public String key() {
        return id.value();
    }

    @Override
    public Scope scope() {
        return Scope.GLOBAL;
    }
}

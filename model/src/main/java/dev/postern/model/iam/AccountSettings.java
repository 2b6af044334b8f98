package dev.postern.model.iam;

import dev.postern.model.Scope;
import java.util.Optional;

/** What an account says of itself and of its users' passwords. There is one at most in each account. */
public record AccountSettings(Scope scope, Optional<String> alias, Optional<PasswordPolicy> passwordPolicy)
        implements IamResource {
    public static final String KEY = "settings";

    /**
     * What passwords must be like. Nobody has one here: tools set it and ask for it.
     *
     * @param maxAgeDays after how many days they expire; 0 for never
     * @param reusePrevented how many of the last ones are not taken again; 0 for none
     */
    public record PasswordPolicy(
            int minimumLength,
            boolean symbols,
            boolean numbers,
            boolean upperCase,
            boolean lowerCase,
            boolean usersChange,
            int maxAgeDays,
            int reusePrevented,
            boolean hardExpiry) {}

    @Override
    public String key() {
        return KEY;
    }

    public AccountSettings withAlias(Optional<String> newAlias) {
        return new AccountSettings(scope, newAlias, passwordPolicy);
    }

    public AccountSettings withPasswordPolicy(Optional<PasswordPolicy> newPolicy) {
        return new AccountSettings(scope, alias, newPolicy);
    }
}

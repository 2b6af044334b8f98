package dev.postern.server.imported.records;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import java.util.Optional;

/**
 * A file, and what the names of its directories say of what is in it.
 *
 * @param name relative to the imported directory
 */
public record Source(String name, Optional<AccountId> account, Optional<Region> region) {
    public static Source named(String name) {
        Optional<AccountId> account = Optional.empty();
        Optional<Region> region = Optional.empty();
        String[] parts = name.split("/", -1);
        for (int i = 0; i < parts.length - 1; i++) {
            if (AccountId.isValid(parts[i])) {
                account = Optional.of(new AccountId(parts[i]));
            }
            Optional<Region> found = Region.find(parts[i]);
            region = found.isPresent() ? found : region;
        }
        return new Source(name, account, region);
    }

    /** The file's own name, without what is behind the last dot. */
    public String stem() {
        String last = name.substring(name.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        return dot > 0 ? last.substring(0, dot) : last;
    }
}

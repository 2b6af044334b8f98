package dev.postern.model.ec2;

import dev.postern.model.Scope;
import java.util.List;

/**
 * What the entries of a customer-managed prefix list were in a version that is no longer the current one.
 *
 * @param number 1 for the first
 */
public record PrefixListVersion(Scope scope, PrefixListId list, long number, List<ManagedPrefixList.Entry> entries)
        implements Ec2Resource {
    public PrefixListVersion {
        entries = List.copyOf(entries);
    }

    @Override
    public String key() {
        return key(list, number);
    }

    /** The key of a version. */
    public static String key(PrefixListId list, long number) {
        return list + "/" + number;
    }
}

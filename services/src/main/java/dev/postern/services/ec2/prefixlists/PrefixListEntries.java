package dev.postern.services.ec2.prefixlists;

import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.ManagedPrefixList.Entry;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.RemovePrefixListEntry;

/** The entries that a request wants a list to have. */
record PrefixListEntries(Family family, List<Entry> list) {
    private static final int PER_REQUEST_MAX = 100;
    private static final int DESCRIPTION_MAX = 255;

    static PrefixListEntries of(Family family) {
        return new PrefixListEntries(family, List.of());
    }

    static PrefixListEntries of(ManagedPrefixList list) {
        return new PrefixListEntries(list.family(), list.entries());
    }

    /** With more entries. An entry that is there already is refused: its description changes by removing it first. */
    PrefixListEntries plus(List<AddPrefixListEntry> added) {
        checkCount(added.size());
        TreeMap<Cidr, Entry> entries = byBlock();
        for (AddPrefixListEntry one : added) {
            Entry entry = new Entry(block(one.cidr()), description(one.description()));
            if (entries.put(entry.cidr(), entry) != null) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "The CIDR " + entry.cidr() + " exists in the prefix list already or is given more than once.");
            }
        }
        return new PrefixListEntries(family, List.copyOf(entries.values()));
    }

    /**
     * With fewer entries.
     *
     * @param added what the same request adds: nothing can be both
     */
    PrefixListEntries minus(List<RemovePrefixListEntry> removed, List<AddPrefixListEntry> added) {
        checkCount(removed.size());
        Set<Cidr> again = new HashSet<>();
        added.forEach(one -> again.add(block(one.cidr())));
        TreeMap<Cidr, Entry> entries = byBlock();
        for (RemovePrefixListEntry one : removed) {
            Cidr block = block(one.cidr());
            if (again.contains(block)) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "The CIDR " + block + " cannot be added and removed in the same request.");
            }
            if (entries.remove(block) == null) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("The prefix list has no entry with the CIDR " + block + ".");
            }
        }
        return new PrefixListEntries(family, List.copyOf(entries.values()));
    }

    /** Refuses more entries than a list may have. */
    void checkFits(int maxEntries) {
        if (list.size() > maxEntries) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The prefix list would have " + list.size()
                    + " entries, more than its maximum number of entries (" + maxEntries + ").");
        }
    }

    private TreeMap<Cidr, Entry> byBlock() {
        TreeMap<Cidr, Entry> entries = new TreeMap<>();
        list.forEach(entry -> entries.put(entry.cidr(), entry));
        return entries;
    }

    private static void checkCount(int entries) {
        if (entries > PER_REQUEST_MAX) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The number of entries per request cannot exceeds limit (100).");
        }
    }

    private Cidr block(@Nullable String text) {
        if (text == null) {
            throw Ec2Error.MISSING_PARAMETER.of("cidr");
        }
        return Cidr.find(text)
                .filter(cidr -> cidr.family() == family)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "The CIDR " + text + " is not a valid " + PrefixListView.name(family) + " CIDR block."));
    }

    private static Optional<String> description(@Nullable String text) {
        if (text != null && text.length() > DESCRIPTION_MAX) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The description of an entry cannot exceed 255 characters.");
        }
        return Optional.ofNullable(text).filter(given -> !given.isEmpty());
    }
}

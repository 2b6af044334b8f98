package dev.postern.testkit;

import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.net.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Blocks as the entries of a prefix list. */
final class PrefixListEntries {
    private PrefixListEntries() {}

    static List<ManagedPrefixList.Entry> of(String... blocks) {
        return Stream.of(blocks)
                .map(Cidr::of)
                .distinct()
                .sorted()
                .map(block -> new ManagedPrefixList.Entry(block, Optional.empty()))
                .toList();
    }
}

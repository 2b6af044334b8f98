package dev.postern.services.ec2.prefixlists;

import dev.postern.model.Arn;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.TagRules;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prefix lists as answers show them. */
final class PrefixListView {
    private PrefixListView() {}

    /** AWS's lists have no version and no size. */
    static software.amazon.awssdk.services.ec2.model.ManagedPrefixList of(AwsPrefixList list) {
        return software.amazon.awssdk.services.ec2.model.ManagedPrefixList.builder()
                .prefixListId(list.id().value())
                .prefixListName(list.name())
                .prefixListArn("arn:aws:ec2:" + list.region() + ":aws:prefix-list/" + list.id())
                .addressFamily(name(Family.IPV4))
                .state("create-complete")
                .ownerId("AWS")
                .build();
    }

    static software.amazon.awssdk.services.ec2.model.ManagedPrefixList of(ManagedPrefixList list) {
        String state = list.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return view(list, state, list.stateMessage().orElse(null));
    }

    /** A list of which something is said to go on. */
    static software.amazon.awssdk.services.ec2.model.ManagedPrefixList during(ManagedPrefixList list, String state) {
        return view(list, state, null);
    }

    private static software.amazon.awssdk.services.ec2.model.ManagedPrefixList view(
            ManagedPrefixList list, String state, @Nullable String message) {
        return software.amazon.awssdk.services.ec2.model.ManagedPrefixList.builder()
                .prefixListId(list.id().value())
                .prefixListName(list.name())
                .prefixListArn(
                        Arn.of("ec2", list.scope(), "prefix-list/" + list.id()).toString())
                .addressFamily(name(list.family()))
                .maxEntries(list.maxEntries())
                .version(list.version())
                .state(state)
                .stateMessage(message)
                .ownerId(list.scope().account().value())
                .tags(TagRules.view(list.tags()))
                .build();
    }

    static String name(Family family) {
        return switch (family) {
            case IPV4 -> "IPv4";
            case IPV6 -> "IPv6";
        };
    }
}

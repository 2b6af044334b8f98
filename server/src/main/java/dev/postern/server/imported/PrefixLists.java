package dev.postern.server.imported;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.PrefixListVersion;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prefix lists: customers' own as they are; Amazon's by their names, with the blocks that they have here. */
final class PrefixLists {
    private final Takeover to;

    private PrefixLists(Takeover to) {
        this.to = to;
    }

    static void take(Takeover to) {
        PrefixLists lists = new PrefixLists(to);
        to.each(Kind.PREFIX_LISTS, lists::list);
        to.records().entries().forEach((id, item) -> {
            if (!to.records().has(Kind.PREFIX_LISTS, id)) {
                item.gone("the prefix list " + id + " is in none of the files");
            }
        });
    }

    /** What a record calls a list: Amazon's have ids of their own here, if those of AWS are not known. */
    static PrefixListId id(Takeover to, Item item, String field, Region region) {
        String id = item.need(field);
        Optional<AwsPrefixList> amazons = to.records().of(Kind.PREFIX_LISTS).stream()
                .filter(list -> list.id().equals(id))
                .findFirst()
                .flatMap(list -> AwsPrefixList.named(
                        region, list.node().path("PrefixListName").asText()));
        if (amazons.isPresent() && !amazons.get().id().value().equals(id)) {
            item.note(field, id + " is " + amazons.get().id() + " here");
            return amazons.get().id();
        }
        return new PrefixListId(id);
    }

    private void list(Item item) {
        String name = item.need("PrefixListName");
        Scope scope = to.scope(item);
        Item entries = to.records().entries().get(item.id());
        if (AwsPrefixList.named(scope.region(), name).isPresent()) {
            item.gone("it is Amazon's; here it has the blocks "
                    + AwsPrefixList.named(scope.region(), name).get().blocks());
            if (entries != null) {
                entries.gone("the blocks of Amazon's list are others here");
            }
            return;
        }
        boolean amazons = !AccountId.isValid(item.text("OwnerId").orElse(""));
        if (amazons) {
            item.note("OwnerId", "it is Amazon's, and is a list of the account's own here");
        }
        item.skip("PrefixListArn", "PrefixListId", "StateMessage");
        item.only("IpamPrefixListResolverSyncEnabled", "false");
        Family family = item.text("AddressFamily").orElse("IPv4").equals("IPv6") ? Family.IPV6 : Family.IPV4;
        List<ManagedPrefixList.Entry> all = entries(item, entries);
        int max = Math.max(item.number("MaxEntries", all.size()), Math.max(1, all.size()));
        int version = item.number("Version", 1);
        PrefixListId id = new PrefixListId(item.id());
        String state = item.text("State").orElse("create-complete");
        to.put(new ManagedPrefixList(
                scope, id, name, family, max, version, all, state(state), Optional.empty(), item.tags("Tags")));
        to.put(new PrefixListVersion(scope, id, version, all));
    }

    private static ManagedPrefixList.State state(String text) {
        return switch (text) {
            case "modify-complete" -> ManagedPrefixList.State.MODIFY_COMPLETE;
            case "restore-complete" -> ManagedPrefixList.State.RESTORE_COMPLETE;
            default -> ManagedPrefixList.State.CREATE_COMPLETE;
        };
    }

    private List<ManagedPrefixList.Entry> entries(Item list, @Nullable Item item) {
        List<ManagedPrefixList.Entry> all = new ArrayList<>();
        if (item != null) {
            for (Item one : item.parts("Entries")) {
                all.add(new ManagedPrefixList.Entry(to.cidr(one, "Cidr"), one.text("Description")));
            }
        } else if (list.node().has("Cidrs")) {
            list.texts("Cidrs").forEach(text -> all.add(new ManagedPrefixList.Entry(Cidr.of(text), Optional.empty())));
        } else {
            list.note("Entries", "are in none of the files (get-managed-prefix-list-entries): the list is empty here");
        }
        all.sort(Comparator.comparing(ManagedPrefixList.Entry::cidr));
        return all;
    }
}

package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.Source;
import java.util.LinkedHashMap;
import java.util.Map;

/** The account's own prefix lists. */
final class PrefixLists {
    private final State state;
    private final Children entries;

    private PrefixLists(State state) {
        this.state = state;
        this.entries = state.by("prefix_list_id", "aws_ec2_managed_prefix_list_entry");
    }

    static void tell(State state) {
        state.each(new PrefixLists(state)::list, "aws_ec2_managed_prefix_list");
    }

    private void list(Resource resource) {
        Item item = resource.item();
        String id = resource.id();
        if (state.isTold(resource, Kind.PREFIX_LISTS, id)) {
            return;
        }
        state.tell(
                resource,
                Kind.PREFIX_LISTS,
                Description.of(item)
                        .as("id", "PrefixListId")
                        .as("arn", "PrefixListArn")
                        .as("name", "PrefixListName")
                        .same("owner_id", "address_family", "max_entries", "version")
                        .tags());
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        item.parts("entry").forEach(entry -> add(all, entry));
        entries.of(id).forEach(entry -> add(all, entry.item()));
        Source source = state.source(resource);
        state.records()
                .add(
                        new Source(source.name() + ": " + id, source.account(), source.region()),
                        Description.object().set("Entries", Description.array(all.values())));
    }

    private static void add(Map<String, ObjectNode> all, Item entry) {
        all.putIfAbsent(
                entry.need("cidr"),
                Description.of(entry).same("cidr", "description").node());
    }
}

package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Ref;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.net.Cidr;
import dev.postern.model.shared.SharedMap;
import java.util.List;
import java.util.TreeSet;

/**
 * What the prefix lists mean that an account can name in a Region: AWS's and its own.
 *
 * @param own the account's own in the Region
 */
record PrefixListBlocks(Scope scope, SharedMap<Ref, ManagedPrefixList> own) {
    static PrefixListBlocks of(Snapshot snapshot, Scope scope) {
        return new PrefixListBlocks(scope, snapshot.by(Indexes.PREFIX_LISTS_BY_SCOPE, scope));
    }

    /** The blocks of a list; none if there is no such. */
    List<Cidr> of(PrefixListId id) {
        ManagedPrefixList list = own.get(new Ref(scope, id.value()));
        return list != null
                ? list.blocks()
                : AwsPrefixList.find(scope.region(), id)
                        .map(AwsPrefixList::blocks)
                        .orElse(List.of());
    }

    /** The lists that mean something else than they did. */
    TreeSet<PrefixListId> changedSince(SharedMap<Ref, ManagedPrefixList> then) {
        TreeSet<PrefixListId> changed = new TreeSet<>();
        SharedMap.compare(then, own, (ref, was, is) -> {
            if (was == null || is == null || !was.blocks().equals(is.blocks())) {
                changed.add(new PrefixListId(ref.key()));
            }
        });
        return changed;
    }
}

package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import java.util.List;
import java.util.Optional;

/**
 * A customer-managed prefix list: blocks that routes and rules name by one id. {@link AwsPrefixList}s are AWS's own.
 *
 * @param family of all its entries
 * @param maxEntries 1 to 1000; whatever refers to the list is counted as if it had so many
 * @param version 1 for the first, and one more with each change of the entries; {@link PrefixListVersion} keeps what they were
 * @param entries ordered by block, each block once
 * @param stateMessage why the last change was not made, if it was not
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html">Managed prefix lists</a>
 */
public record ManagedPrefixList(
        Scope scope,
        PrefixListId id,
        String name,
        Family family,
        int maxEntries,
        long version,
        List<Entry> entries,
        State state,
        Optional<String> stateMessage,
        Tags tags)
        implements Ec2Resource {
    public ManagedPrefixList {
        entries = List.copyOf(entries);
    }

    /** A block of a list. */
    public record Entry(Cidr cidr, Optional<String> description) {}

    /** What became of the last change: each is made at once. */
    public enum State {
        CREATE_COMPLETE,
        MODIFY_COMPLETE,
        MODIFY_FAILED,
        RESTORE_COMPLETE,
        DELETE_FAILED
    }

    @Override
    public String key() {
        return id.value();
    }

    public List<Cidr> blocks() {
        return entries.stream().map(Entry::cidr).toList();
    }

    public ManagedPrefixList withTags(Tags newTags) {
        return new ManagedPrefixList(
                scope, id, name, family, maxEntries, version, entries, state, stateMessage, newTags);
    }

    /** The next version. */
    public ManagedPrefixList withEntries(List<Entry> newEntries, State newState) {
        return new ManagedPrefixList(
                scope, id, name, family, maxEntries, version + 1, newEntries, newState, Optional.empty(), tags);
    }

    /** The same version by another name and of another size. */
    public ManagedPrefixList withNameAndSize(String newName, int newMaxEntries) {
        return new ManagedPrefixList(
                scope,
                id,
                newName,
                family,
                newMaxEntries,
                version,
                entries,
                State.MODIFY_COMPLETE,
                Optional.empty(),
                tags);
    }

    /** As it was, after a change that was not made. */
    public ManagedPrefixList failed(State newState, String message) {
        return new ManagedPrefixList(
                scope, id, name, family, maxEntries, version, entries, newState, Optional.of(message), tags);
    }
}

package dev.postern.network;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A set of addresses as the fewest blocks: disjoint, ordered, no two of them halves of one block. Equal sets are equal values.
 *
 * @param blocks ordered by address
 */
public record AddressSet(List<Cidr> blocks) {
    public static final AddressSet NONE = new AddressSet(List.of());
    public static final AddressSet ALL = of(List.of(Cidr.ALL_IPV4, Cidr.ALL_IPV6));

    public AddressSet {
        blocks = List.copyOf(blocks);
    }

    public static AddressSet of(Collection<Cidr> cidrs) {
        List<Cidr> merged = new ArrayList<>();
        for (Cidr next : cidrs.stream().sorted().toList()) {
            if (!merged.isEmpty() && merged.getLast().contains(next)) {
                continue;
            }
            merged.add(next);
            joinHalves(merged);
        }
        return new AddressSet(merged);
    }

    public AddressSet union(AddressSet other) {
        if (other.blocks.isEmpty()) {
            return this;
        }
        List<Cidr> both = new ArrayList<>(blocks);
        both.addAll(other.blocks);
        return of(both);
    }

    public boolean contains(Ip address) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Cidr block = blocks.get(middle);
            if (block.contains(address)) {
                return true;
            }
            if (block.address().compareTo(address) < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** The part of the set that one family has. */
    public AddressSet of(Family family) {
        return new AddressSet(blocks.stream().filter(b -> b.family() == family).toList());
    }

    /** Whether the set has every address of the family. */
    public boolean isAll(Family family) {
        return blocks.contains(family == Family.IPV4 ? Cidr.ALL_IPV4 : Cidr.ALL_IPV6);
    }

    @Override
    public String toString() {
        return blocks.isEmpty()
                ? "none"
                : String.join(" ", blocks.stream().map(Cidr::toString).toList());
    }

    private static void joinHalves(List<Cidr> merged) {
        while (merged.size() >= 2) {
            Cidr right = merged.getLast();
            Cidr left = merged.get(merged.size() - 2);
            if (right.length() == 0 || left.length() != right.length() || left.family() != right.family()) {
                return;
            }
            Cidr parent = new Cidr(left.address(), left.length() - 1);
            if (!parent.contains(right)) {
                return;
            }
            merged.removeLast();
            merged.set(merged.size() - 1, parent);
        }
    }
}

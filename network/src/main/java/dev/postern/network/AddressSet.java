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
        if (blocks.isEmpty()) {
            return other;
        }
        List<Cidr> both = new ArrayList<>(blocks);
        both.addAll(other.blocks);
        return of(both);
    }

    /** With one more address. Its cost is that of a copy, not of sorting. */
    public AddressSet plus(Ip address) {
        if (contains(address)) {
            return this;
        }
        List<Cidr> merged = new ArrayList<>(blocks);
        int place = place(address);
        Cidr block = address.asCidr();
        // A block that joins its other half may be half of a larger one.
        for (boolean joined = true; joined && block.length() > 0; ) {
            Cidr parent = new Cidr(block.address(), block.length() - 1);
            Cidr half = other(block, parent);
            joined = true;
            if (place > 0 && merged.get(place - 1).equals(half)) {
                merged.remove(place - 1);
                place--;
            } else if (place < merged.size() && merged.get(place).equals(half)) {
                merged.remove(place);
            } else {
                joined = false;
            }
            block = joined ? parent : block;
        }
        merged.add(place, block);
        return new AddressSet(merged);
    }

    /** Without an address. */
    public AddressSet minus(Ip address) {
        if (!contains(address)) {
            return this;
        }
        int place = place(address);
        if (place == blocks.size() || !blocks.get(place).contains(address)) {
            place--;
        }
        List<Cidr> rest = new ArrayList<>(blocks);
        Cidr block = rest.remove(place);
        while (block.length() < address.family().bits()) {
            Cidr lower = new Cidr(block.first(), block.length() + 1);
            Cidr upper = new Cidr(block.last(), block.length() + 1);
            boolean isLower = lower.contains(address);
            rest.add(place, isLower ? upper : lower);
            place += isLower ? 0 : 1;
            block = isLower ? lower : upper;
        }
        return new AddressSet(rest);
    }

    /** Without the addresses of a block. */
    public AddressSet minus(Cidr gone) {
        List<Cidr> rest = new ArrayList<>();
        for (Cidr block : blocks) {
            if (!block.overlaps(gone)) {
                rest.add(block);
            }
            Cidr part = block;
            while (part.length() < gone.length() && part.contains(gone)) {
                Cidr lower = new Cidr(part.first(), part.length() + 1);
                Cidr upper = new Cidr(part.last(), part.length() + 1);
                boolean isLower = lower.contains(gone);
                rest.add(isLower ? upper : lower);
                part = isLower ? lower : upper;
            }
        }
        return of(rest);
    }

    /** Where the first block stands that does not begin before an address. */
    private int place(Ip address) {
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (blocks.get(middle).address().compareTo(address) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static Cidr other(Cidr half, Cidr parent) {
        return half.address().equals(parent.address())
                ? new Cidr(parent.last(), half.length())
                : new Cidr(parent.first(), half.length());
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
        boolean whole = blocks.isEmpty()
                || (blocks.getFirst().family() == family && blocks.getLast().family() == family);
        return whole
                ? this
                : new AddressSet(
                        blocks.stream().filter(b -> b.family() == family).toList());
    }

    /** Whether the set has every address of the family. */
    public boolean isAll(Family family) {
        Cidr all = family == Family.IPV4 ? Cidr.ALL_IPV4 : Cidr.ALL_IPV6;
        return !blocks.isEmpty()
                && (blocks.getFirst().equals(all) || blocks.getLast().equals(all));
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

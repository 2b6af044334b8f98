package dev.postern.network;

import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.shared.Ranked;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The security groups of an interface, without their order. Interfaces with the same groups share one policy.
 *
 * @param groups may be empty: then nothing passes
 */
public record GroupSet(SortedSet<SecurityGroupId> groups) implements Comparable<GroupSet>, Ranked {
    public GroupSet {
        groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }

    public static GroupSet of(Collection<SecurityGroupId> groups) {
        return new GroupSet(new TreeSet<>(groups));
    }

    /** The first group's, which comes first in {@code compareTo}, too. */
    @Override
    public long rank() {
        return groups.isEmpty() ? 0 : groups.first().rank();
    }

    @Override
    public int compareTo(GroupSet other) {
        Iterator<SecurityGroupId> others = other.groups.iterator();
        for (SecurityGroupId group : groups) {
            int order = others.hasNext() ? group.compareTo(others.next()) : 1;
            if (order != 0) {
                return order;
            }
        }
        return others.hasNext() ? -1 : 0;
    }

    @Override
    public String toString() {
        return String.join("+", groups.stream().map(SecurityGroupId::value).toList());
    }
}

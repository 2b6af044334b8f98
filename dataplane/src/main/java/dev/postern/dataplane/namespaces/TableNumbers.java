package dev.postern.dataplane.namespaces;

import dev.postern.network.EdgePort;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the kernel calls the route tables of a VPC: numbers from their ids, so that they stay the same when other tables come and go,
 * and whoever adopts a router finds the same. Where a table leads a part of the VPC elsewhere than to who has the address, each subnet
 * has one of its own made of it, as what stays in the subnet is not led there.
 */
final class TableNumbers {
    /** Below are the kernel's own tables and the fixed ones of the data plane. */
    private static final int FIRST = 0x1000;

    private static final int MANY = 0x0fff_f000;

    private final VpcIntent vpc;
    private final SortedMap<Use, Integer> numbers = new TreeMap<>();
    private final SortedMap<Integer, Use> uses = new TreeMap<>();

    /**
     * A table as somebody uses it.
     *
     * @param within the subnet whose own destinations are found among the hosts
     */
    record Use(RouteTableIntent table, Optional<SubnetIntent> within) implements Comparable<Use> {
        private String name() {
            return table.id() + within.map(subnet -> " " + subnet.id()).orElse("");
        }

        @Override
        public int compareTo(Use other) {
            return name().compareTo(other.name());
        }
    }

    TableNumbers(VpcIntent vpc) {
        this.vpc = vpc;
        for (SubnetIntent subnet : vpc.subnets().values()) {
            numbers.putIfAbsent(use(subnet), 0);
        }
        for (EdgePort edge : vpc.edges().values()) {
            vpc.tableAt(edge).ifPresent(table -> numbers.putIfAbsent(new Use(table, Optional.empty()), 0));
        }
        numbers.replaceAll((use, _) -> {
            int number = FIRST + Math.floorMod(use.name().hashCode(), MANY);
            while (uses.putIfAbsent(number, use) != null) {
                number++;
            }
            return number;
        });
    }

    private Use use(SubnetIntent subnet) {
        RouteTableIntent table = vpc.routeTables().get(subnet.routeTable());
        if (table == null) {
            throw new IllegalArgumentException(subnet.routeTable() + " is not here");
        }
        return new Use(table, table.leadsAstray(vpc.cidrs()) ? Optional.of(subnet) : Optional.empty());
    }

    /** The table that judges what a subnet's interfaces send. */
    int of(SubnetIntent subnet) {
        return of(use(subnet));
    }

    private int of(Use use) {
        Integer number = numbers.get(use);
        if (number == null) {
            throw new IllegalArgumentException(use + " is not here");
        }
        return number;
    }

    /** All that are used, by their numbers. */
    SortedMap<Integer, Use> uses() {
        return Collections.unmodifiableSortedMap(uses);
    }

    /** The mark of what comes in by an edge and may; without a table it goes to whoever has its destination. */
    String mark(EdgePort edge) {
        return mark(vpc.tableAt(edge)
                .map(table -> of(new Use(table, Optional.empty())))
                .orElse(0));
    }

    /** The mark of admitted packets that a table judges. */
    static String mark(int number) {
        return Judgement.hex(Judgement.ADMITTED | number);
    }
}

package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.RouteTableId;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.VpcIntent;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the kernel calls the route tables of a VPC: numbers from their ids, so that they stay the same when other tables come and go,
 * and whoever adopts a router finds the same.
 */
final class TableNumbers {
    /** Below are the kernel's own tables and the fixed ones of the data plane. */
    private static final int FIRST = 0x1000;

    private static final int MANY = 0x0fff_f000;

    private final SortedMap<RouteTableId, Integer> numbers = new TreeMap<>();

    TableNumbers(VpcIntent vpc) {
        TreeSet<Integer> taken = new TreeSet<>();
        for (RouteTableId id : vpc.routeTables().keySet()) {
            int number = FIRST + Math.floorMod(id.value().hashCode(), MANY);
            while (!taken.add(number)) {
                number++;
            }
            numbers.put(id, number);
        }
    }

    /** One of the VPC's. */
    int of(RouteTableId table) {
        Integer number = numbers.get(table);
        if (number == null) {
            throw new IllegalArgumentException(table + " is not here");
        }
        return number;
    }

    /** The mark of admitted packets that a table judges; without one they go to whoever has their destination. */
    String mark(Optional<RouteTableIntent> table) {
        return Judgement.hex(Judgement.ADMITTED | table.map(one -> of(one.id())).orElse(0));
    }
}

package dev.postern.network;

import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compiles route tables, and gives them their numbers. */
final class RouteCompiler {
    /** Below are the kernel's own tables and the fixed ones of the data plane. */
    private static final int FIRST_NUMBER = 0x1000;

    private static final int NUMBERS = 0x0fff_f000;

    private final EffectiveRoutes routes;

    RouteCompiler(EffectiveRoutes routes) {
        this.routes = routes;
    }

    SortedMap<RouteTableId, RouteTableIntent> compile(List<RouteTable> tables) {
        TreeMap<RouteTableId, RouteTableIntent> compiled = new TreeMap<>();
        TreeSet<Integer> taken = new TreeSet<>();
        for (RouteTable table : tables) {
            int number = numberOf(table.id());
            while (!taken.add(number)) {
                number++;
            }
            compiled.put(table.id(), RouteTableIntent.of(table.id(), number, routes.of(table)));
        }
        return compiled;
    }

    /** From the id, so that it stays the same when other tables come and go. */
    private static int numberOf(RouteTableId id) {
        return FIRST_NUMBER + Math.floorMod(id.value().hashCode(), NUMBERS);
    }
}

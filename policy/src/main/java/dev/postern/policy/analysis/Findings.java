package dev.postern.policy.analysis;

import java.util.ArrayList;
import java.util.List;

/** What was found of a document so far. */
final class Findings {
    private final List<Finding> found = new ArrayList<>();

    void add(Issue issue, Spot spot, Object... words) {
        add(issue, List.of(spot.location()), words);
    }

    void add(Issue issue, List<Location> locations, Object... words) {
        found.add(new Finding(issue, issue.details(words), locations));
    }

    /** Asks of a value that it be of a type; whether it is. */
    boolean require(Spot spot, Class<? extends Node> type) {
        if (type.isInstance(spot.node())) {
            return true;
        }
        add(Issue.DATA_TYPE_MISMATCH, spot, type == Node.Obj.class ? "Object" : "String");
        return false;
    }

    List<Finding> all() {
        return List.copyOf(found);
    }
}

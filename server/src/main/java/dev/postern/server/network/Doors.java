package dev.postern.server.network;

import dev.postern.model.Problem;
import dev.postern.server.health.Health;
import dev.postern.server.http.Door;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What listens in namespaces, by place. A door that could not be opened, or closed by itself, is tried again whenever they are
 * tended.
 */
final class Doors {
    private static final System.Logger LOG = System.getLogger(Doors.class.getName());
    private static final String SOURCE = "listeners";

    private final Health health;
    private final Map<String, Opening> wanted = new TreeMap<>();
    private final Map<String, List<Door>> open = new TreeMap<>();
    private final Map<String, Problem> failed = new TreeMap<>();

    /** Opens all doors of a place, into a list that is closed if that does not succeed. */
    @FunctionalInterface
    interface Opening {
        void into(List<Door> doors) throws IOException;
    }

    Doors(Health health) {
        this.health = health;
    }

    /** Opens a place. If that fails it is a problem, and tried again. */
    synchronized void open(String place, Opening opening) {
        wanted.put(place, opening);
        if (!open.containsKey(place)) {
            tryToOpen(place, opening);
            report();
        }
    }

    synchronized void close(String place) {
        wanted.remove(place);
        failed.remove(place);
        List<Door> doors = open.remove(place);
        if (doors != null) {
            closeAll(doors);
        }
        report();
    }

    /** Opens again what is not open and should be. */
    synchronized void tend() {
        wanted.forEach((place, opening) -> {
            List<Door> doors = open.get(place);
            if (doors != null && doors.stream().allMatch(Door::isOpen)) {
                return;
            }
            Problem found = failed.getOrDefault(place, problem(place, "a listener closed by itself"));
            if (doors != null) {
                open.remove(place);
                closeAll(doors);
            }
            if (tryToOpen(place, opening)) {
                health.mended(found, "opened again");
            }
        });
        report();
    }

    private boolean tryToOpen(String place, Opening opening) {
        List<Door> doors = new ArrayList<>();
        try {
            opening.into(doors);
            open.put(place, doors);
            failed.remove(place);
            return true;
        } catch (IOException | RuntimeException e) {
            closeAll(doors);
            failed.put(place, problem(place, "its services do not listen: " + e.getMessage()));
            return false;
        }
    }

    private static Problem problem(String place, String text) {
        return new Problem(Problem.Code.SERVICE_NOT_LISTENING, Problem.Severity.ERROR, place, text);
    }

    private void report() {
        health.report(SOURCE, List.copyOf(failed.values()));
    }

    private static void closeAll(List<Door> doors) {
        for (Door door : doors) {
            try {
                door.close();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a listener did not close", e);
            }
        }
    }
}

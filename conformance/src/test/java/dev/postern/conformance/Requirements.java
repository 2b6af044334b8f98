package dev.postern.conformance;

import dev.postern.dataplane.linux.LinuxDataPlane;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine. Without it the test is skipped, and says so where nobody overlooks it. */
public final class Requirements {
    private Requirements() {}

    /** Namespaces can be made. */
    public static void namespaces() {
        Optional<String> obstacle = LinuxDataPlane.obstacle();
        unless(obstacle.isEmpty(), "no namespaces can be made (not root?): " + obstacle.orElse(""));
    }

    public static void unless(boolean met, String obstacle) {
        if (!met) {
            System.err.println("SKIPPED: " + obstacle);
            Assumptions.abort(obstacle);
        }
    }
}

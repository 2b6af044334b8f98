package dev.postern.conformance;

import dev.postern.dataplane.linux.LinuxDataPlane;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The launcher, whose directory the environment names. */
    public static Path launcher() {
        Optional<Path> launcher =
                Optional.ofNullable(System.getenv("POSTERN_HOME")).map(home -> Path.of(home, "postern"));
        unless(
                launcher.filter(Files::isExecutable).isPresent(),
                "POSTERN_HOME does not name the directory of ./postern: run this by ./check");
        return launcher.orElseThrow();
    }

    public static void unless(boolean met, String obstacle) {
        if (!met) {
            System.err.println("SKIPPED: " + obstacle);
            Assumptions.abort(obstacle);
        }
    }
}

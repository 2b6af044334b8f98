package dev.postern.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A main class in a JVM of its own, with this test's class path. */
public final class ChildJvm {
    private ChildJvm() {}

    public static List<String> command(String mainClass, String first, String... more) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass,
                first));
        words.addAll(List.of(more));
        return words;
    }

    /** Runs it to its end; what it makes in the directory for temporary files is in the given one. */
    public static Finished run(
            Map<String, String> environment, Path directory, String mainClass, String first, String... more) {
        List<String> words = command(mainClass, first, more);
        words.add(1, "-Djava.io.tmpdir=" + directory);
        return Finished.run(environment, directory, words);
    }
}

package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tests of S3 that others wrote and published, with the list of those that do not pass, and why.
 *
 * @param folder with what is ours of it
 * @param title its name and version
 */
record PublicSuite(String folder, String title) {
    private static final int NOT_THERE = 75;

    /** Writes files of ours to a directory. */
    void copy(Path directory, String... files) throws IOException {
        for (String file : files) {
            try (InputStream resource = resource(folder + "/" + file)) {
                Files.copy(resource, directory.resolve(file));
            }
        }
    }

    /**
     * Fetches the suite by its script from Debian's archive; without it the test is skipped.
     *
     * @param files that the script needs, besides the packages
     * @return where it is
     */
    Path fetched(Path directory, List<String> files, List<String> words) throws IOException {
        Path suite = Files.createDirectory(directory.resolve("suite"));
        copy(suite, "fetch.sh", "packages.txt");
        copy(suite, files.toArray(String[]::new));
        try (InputStream resource = resource("debian.sh")) {
            Files.copy(resource, suite.resolve("debian.sh"));
        }
        List<String> command = new ArrayList<>(List.of("bash", "fetch.sh"));
        command.addAll(words);
        Finished finished = Finished.run(Map.of(), suite, command);
        assumeThat(finished.exitCode())
                .as("Debian's archive has the suite for this machine")
                .isNotEqualTo(NOT_THERE);
        finished.succeeded();
        return suite;
    }

    /**
     * Compares what failed with what is known to, and tells the score.
     *
     * @param told PASS, FAIL or SKIP of each test, by its name
     * @param min how many there are at least
     */
    void verify(Map<String, String> told, int min) throws IOException {
        List<String> failed = named(told, "FAIL");
        System.out.printf(
                "differential: %s: %d tests passed, %d failed, %d skipped themselves%n",
                title,
                named(told, "PASS").size(),
                failed.size(),
                named(told, "SKIP").size());
        assertThat(told).hasSizeGreaterThan(min);
        assertThat(failed).containsExactlyInAnyOrderElementsOf(disagreements());
    }

    private static List<String> named(Map<String, String> told, String what) {
        return told.entrySet().stream()
                .filter(test -> test.getValue().equals(what))
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<String> disagreements() throws IOException {
        try (InputStream resource = resource(folder + "/disagreements.txt")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf('|')))
                    .toList();
        }
    }

    private static InputStream resource(String path) {
        return Objects.requireNonNull(PublicSuite.class.getResourceAsStream(path), path);
    }
}

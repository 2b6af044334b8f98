package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The libraries on the class path against the published advisories that {@code advisories.tsv} carries. */
class AdvisoriesTest {
    private static final int DAYS_MAX = 180;
    private static final Path REPOSITORY = Path.of("repository");

    /** A library of the class path. */
    private record Library(String name, String version) {
        /** By its place in Maven's local repository, {@code GROUP/ARTIFACT/VERSION/ARTIFACT-VERSION.jar}. */
        static Library of(Path jar) {
            List<String> parts = new ArrayList<>();
            jar.forEach(part -> parts.add(part.toString()));
            int end = parts.size();
            int from = parts.lastIndexOf(REPOSITORY.toString()) + 1;
            assertThat(from).as("whose library is " + jar).isPositive().isLessThan(end - 3);
            return new Library(
                    String.join(".", parts.subList(from, end - 3)) + ":" + parts.get(end - 3), parts.get(end - 2));
        }
    }

    private static List<Library> classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && !entry.contains("postern-"))
                .map(Path::of)
                .map(Library::of)
                .toList();
    }

    private static List<String[]> table(String kind) {
        try (InputStream in = Objects.requireNonNull(
                AdvisoriesTest.class.getResourceAsStream("/advisories.tsv"), "advisories.tsv is missing")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(kind + "\t"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void noLibraryHasAKnownAdvisory() {
        List<Library> libraries = classPath();
        assertThat(libraries).extracting(Library::name).contains("io.netty:netty-codec-http", "org.xerial:sqlite-jdbc");
        Map<String, String> accepted =
                table("accepted").stream().collect(Collectors.toMap(row -> row[1], row -> row[2]));
        TreeMap<String, String> found = new TreeMap<>();
        for (Library library : libraries) {
            for (String[] row : table("advisory")) {
                if (library.name().startsWith(row[1])
                        && compare(library.version(), row[2]) >= 0
                        && compare(library.version(), row[3]) < 0) {
                    found.put(row[4], library + ": " + row[5] + "; fixed in " + row[3]);
                }
            }
        }
        accepted.forEach((id, why) -> System.err.println("[WARNING] " + id + " is lived with: " + why));
        assertThat(found.keySet()).as("%s", found).containsExactlyInAnyOrderElementsOf(accepted.keySet());
    }

    @Test
    void everyLibraryWasLookedUp() {
        assertThat(classPath())
                .as("look up what is published on it, then name its family in advisories.tsv")
                .allSatisfy(library -> assertThat(table("family"))
                        .as(library.name())
                        .anyMatch(row -> library.name().startsWith(row[1])));
    }

    @Test
    void theyWereLookedUpLately() {
        LocalDate lookedUp = LocalDate.parse(table("looked-up").getFirst()[1]);
        assertThat(ChronoUnit.DAYS.between(lookedUp, LocalDate.now(ZoneOffset.UTC)))
                .as("days since somebody looked for advisories: look again, and change the date in advisories.tsv")
                .isLessThan(DAYS_MAX);
    }

    @Test
    void ordersVersionsByTheirNumbers() {
        assertThat(compare("4.1.126.Final", "4.1.137")).isNegative();
        assertThat(compare("4.1.140.Final", "4.1.140")).isZero();
        assertThat(compare("2.9.1", "2.21")).isNegative();
        assertThat(compare("3.50.3.0", "3.41.2.2")).isPositive();
    }

    private static int compare(String one, String other) {
        return Arrays.compare(numbers(one), numbers(other));
    }

    private static int[] numbers(String version) {
        return Arrays.copyOf(
                Arrays.stream(version.split("[.-]", -1))
                        .filter(part -> part.matches("\\d{1,9}"))
                        .mapToInt(Integer::parseInt)
                        .toArray(),
                6);
    }
}

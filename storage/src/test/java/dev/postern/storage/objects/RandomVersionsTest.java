package dev.postern.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.s3.Versioning;
import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store and the simplest picture of versions, a list for each key, are the same after any operations. */
final class RandomVersionsTest {
    private static final List<String> KEYS = List.of("a", "d/1", "d/2", "d/e/3", "z", "ü/\u0001");
    private static final int STEPS = 120;

    /** @param text empty for a delete marker */
    private record Kept(String id, Optional<String> text) {}

    private final SortedMap<String, List<Kept>> expected = new TreeMap<>();
    private final List<String> gone = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("unset");

    private int runs;

    @Test
    void keepsWhatTheSimplestPictureKeeps() {
        Seeds.each(5, random -> {
            expected.clear();
            gone.clear();
            Path root = directory.resolve("store" + runs++);
            try {
                try (FileObjectStore store = new FileObjectStore(root)) {
                    Versioning versioning = Versioning.NEVER;
                    for (int i = 0; i < STEPS; i++) {
                        versioning = versioning(random, versioning);
                        step(store, random, versioning, "text " + i);
                        if (random.nextInt(5) == 0) {
                            compare(store, random);
                        }
                    }
                }
                try (FileObjectStore again = new FileObjectStore(root)) {
                    compare(again, random);
                    ObjectCheck check = again.check(UnaryOperator.identity());
                    assertThat(check.problems()).isEmpty();
                    assertThat(check.strays()).isZero();
                    assertThat(bodies(root)).isEqualTo(objects());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Once on, never as if it had not been. */
    private static Versioning versioning(Random random, Versioning now) {
        return switch (random.nextInt(12)) {
            case 0 -> Versioning.ENABLED;
            case 1 -> now == Versioning.NEVER ? now : Versioning.SUSPENDED;
            default -> now;
        };
    }

    private void step(ObjectStore store, Random random, Versioning versioning, String text) throws IOException {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        List<Kept> versions = expected.computeIfAbsent(key, k -> new ArrayList<>());
        switch (random.nextInt(5)) {
            case 0, 1 -> put(store, key, versions, versioning, text);
            case 2 -> delete(store, key, versions, versioning);
            default -> {
                if (!versions.isEmpty()) {
                    deleteVersion(store, key, versions, versions.get(random.nextInt(versions.size())));
                }
            }
        }
    }

    private void put(ObjectStore store, String key, List<Kept> versions, Versioning versioning, String text)
            throws IOException {
        StoredObject stored;
        try (Staged body = store.stage(ObjectStoreContract.stream(text))) {
            stored = store.put("b", ObjectStoreContract.named(key), body, versioning, ObjectStore.Precondition.NONE);
        }
        add(versions, versioning, new Kept(stored.versionId(), Optional.of(text)));
    }

    private void delete(ObjectStore store, String key, List<Kept> versions, Versioning versioning) {
        Deletion.Outcome outcome = store.delete(
                        "b",
                        List.of(new Deletion(key, Optional.empty())),
                        versioning,
                        ObjectStore.Precondition.NONE,
                        ObjectStoreContract.NOW)
                .getFirst();
        if (versioning == Versioning.NEVER) {
            versions.clear();
            assertThat(outcome.marker()).isFalse();
        } else {
            add(versions, versioning, new Kept(outcome.versionId().orElseThrow(), Optional.empty()));
        }
    }

    private void add(List<Kept> versions, Versioning versioning, Kept kept) {
        if (versioning == Versioning.ENABLED) {
            assertThat(kept.id()).isNotEqualTo(VersionIds.NULL).hasSize(32);
        } else {
            assertThat(kept.id()).isEqualTo(VersionIds.NULL);
            versions.removeIf(old -> old.id().equals(VersionIds.NULL));
        }
        versions.addFirst(kept);
    }

    private void deleteVersion(ObjectStore store, String key, List<Kept> versions, Kept one) {
        versions.remove(one);
        gone.add(one.id());
        assertThat(store.delete(
                        "b",
                        List.of(new Deletion(key, Optional.of(one.id()))),
                        Versioning.ENABLED,
                        ObjectStore.Precondition.NONE,
                        ObjectStoreContract.NOW))
                .containsExactly(new Deletion.Outcome(
                        key, true, Optional.of(one.id()), one.text().isEmpty()));
    }

    private void compare(ObjectStore store, Random random) throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> current = new ArrayList<>();
        for (String key : KEYS) {
            List<Kept> versions = expected.getOrDefault(key, List.of());
            for (int i = 0; i < versions.size(); i++) {
                lines.add(line(key, versions.get(i), i == 0));
                assertThat(text(store.openVersion("b", key, versions.get(i).id())))
                        .isEqualTo(versions.get(i).text());
            }
            Optional<String> now =
                    versions.isEmpty() ? Optional.empty() : versions.getFirst().text();
            now.ifPresent(text -> current.add(key));
            assertThat(text(store.open("b", key))).isEqualTo(now);
            assertThat(store.findMarker("b", key).map(DeleteMarker::versionId))
                    .isEqualTo(versions.stream()
                            .findFirst()
                            .filter(v -> v.text().isEmpty())
                            .map(Kept::id));
        }
        assertThat(pages(store, random, "")).isEqualTo(lines);
        assertThat(store.list("b", new Listing("", "", "", 100)).entries())
                .extracting(Listing.Entry::name)
                .isEqualTo(current);
        for (String id : gone) {
            assertThat(id.equals(VersionIds.NULL)
                            || store.findVersion("b", KEYS.getFirst(), id).isEmpty())
                    .isTrue();
        }
        LinkedHashSet<String> rolled = new LinkedHashSet<>();
        for (String line : lines) {
            int slash = line.indexOf('/');
            rolled.add(slash < 0 ? line : line.substring(0, slash + 1));
        }
        assertThat(pages(store, random, "/")).isEqualTo(List.copyOf(rolled));
    }

    private static List<String> pages(ObjectStore store, Random random, String delimiter) {
        List<String> lines = new ArrayList<>();
        String after = "";
        Optional<String> version = Optional.empty();
        while (true) {
            Listing keys = new Listing("", delimiter, after, 1 + random.nextInt(7));
            VersionListing.Page page = store.listVersions("b", new VersionListing(keys, version));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(keys.max());
            for (VersionListing.Entry entry : page.entries()) {
                lines.add(
                        switch (entry) {
                            case VersionListing.CommonPrefix(String name) -> name;
                            case VersionListing.Version(VersionEntry one, boolean latest) ->
                                line(
                                        one.key(),
                                        new Kept(
                                                one.versionId(),
                                                one instanceof StoredObject ? Optional.of("") : Optional.empty()),
                                        latest);
                        });
            }
            if (page.last().isEmpty()) {
                return lines;
            }
            after = page.last().get().name();
            version = page.last().get() instanceof VersionListing.Version(VersionEntry one, boolean _)
                    ? Optional.of(one.versionId())
                    : Optional.empty();
        }
    }

    private static String line(String key, Kept kept, boolean latest) {
        return key + " " + kept.id() + (kept.text().isEmpty() ? " marker" : "") + (latest ? " latest" : "");
    }

    private static Optional<String> text(Optional<OpenObject> open) throws IOException {
        if (open.isEmpty()) {
            return Optional.empty();
        }
        try (OpenObject object = open.get();
                InputStream body = object.stream(0)) {
            return Optional.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private long objects() {
        return expected.values().stream()
                .flatMap(List::stream)
                .filter(kept -> kept.text().isPresent())
                .count();
    }

    private static long bodies(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("index.db"))
                    .count();
        }
    }
}

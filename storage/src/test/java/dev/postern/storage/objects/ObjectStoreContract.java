package dev.postern.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.s3.Versioning;
import dev.postern.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What every object store does. */
abstract class ObjectStoreContract {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    /** An empty store, the same during one test. */
    abstract ObjectStore store();

    static NewObject named(String key) {
        return new NewObject(key, "etag", NOW, ObjectHead.PLAIN, Optional.empty(), List.of());
    }

    static StoredObject put(ObjectStore store, String bucket, String key, String text) throws IOException {
        return put(store, bucket, key, text, Versioning.NEVER);
    }

    static StoredObject put(ObjectStore store, String bucket, String key, String text, Versioning versioning)
            throws IOException {
        try (Staged body = store.stage(stream(text))) {
            return store.put(bucket, named(key), body, versioning, ObjectStore.Precondition.NONE);
        }
    }

    static void delete(ObjectStore store, String bucket, String... keys) {
        List<Deletion> deletions = Arrays.stream(keys)
                .map(key -> new Deletion(key, Optional.empty()))
                .toList();
        store.delete(bucket, deletions, Versioning.NEVER, ObjectStore.Precondition.NONE, NOW);
    }

    static String text(ObjectStore store, String bucket, String key) throws IOException {
        try (OpenObject object = store.open(bucket, key).orElseThrow();
                InputStream body = object.stream(0)) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void answersWhatWasPut() throws IOException {
        ObjectStore store = store();
        TreeMap<String, String> headers = new TreeMap<>();
        headers.put("content-type", "text/plain");
        NewObject object = new NewObject(
                "a/ü \u0001",
                "abc",
                NOW,
                new ObjectHead(
                        headers,
                        headers,
                        "STANDARD_IA",
                        headers,
                        Optional.of("<a/>"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.of(new Checksum("CRC32", Checksum.FULL_OBJECT, "AAAA")),
                List.of());
        try (Staged body = store.stage(stream("hello"))) {
            StoredObject stored = store.put("b1", object, body, Versioning.NEVER, ObjectStore.Precondition.NONE);
            assertThat(store.find("b1", "a/ü \u0001")).contains(stored);
            assertThat(stored.size()).isEqualTo(5);
            assertThat(stored.head()).isEqualTo(object.head());
        }
        assertThat(text(store, "b1", "a/ü \u0001")).isEqualTo("hello");
        assertThat(store.find("b2", "a/ü \u0001")).isEmpty();
        assertThat(store.open("b1", "other")).isEmpty();
    }

    @Test
    void overwritesAndDeletes() throws IOException {
        ObjectStore store = store();
        put(store, "b", "k", "one");
        assertThat(text(store, "b", "k")).isEqualTo("one");
        put(store, "b", "k", "two");
        assertThat(text(store, "b", "k")).isEqualTo("two");
        delete(store, "b", "k", "never");
        assertThat(store.find("b", "k")).isEmpty();
    }

    @Test
    void keepsABodyReadableWhileItIsReplaced() throws IOException {
        ObjectStore store = store();
        String large = "x".repeat(100_000);
        put(store, "b", "k", large);
        try (OpenObject open = store.open("b", "k").orElseThrow();
                InputStream body = open.stream(1)) {
            put(store, "b", "k", "other");
            delete(store, "b", "k");
            assertThat(body.readAllBytes()).hasSize(99_999);
        }
    }

    @Test
    void leavesNothingOfABodyThatBreaksOff() throws IOException {
        ObjectStore store = store();
        put(store, "b", "k", "old");
        InputStream broken = new SequenceInputStream(stream("half"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new EOFException("gone");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        });
        assertThatThrownBy(() -> store.stage(broken)).isInstanceOf(EOFException.class);
        assertThat(text(store, "b", "k")).isEqualTo("old");
    }

    @Test
    void changesNothingWhenAPreconditionRefuses() throws IOException {
        ObjectStore store = store();
        put(store, "b", "k", "old");
        ObjectStore.Precondition refuse = current -> {
            assertThat(current).isPresent();
            throw new IllegalArgumentException("no");
        };
        try (Staged body = store.stage(stream("new"))) {
            assertThatThrownBy(() -> store.put("b", named("k"), body, Versioning.NEVER, refuse))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() ->
                        store.delete("b", List.of(new Deletion("k", Optional.empty())), Versioning.NEVER, refuse, NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(text(store, "b", "k")).isEqualTo("old");
    }

    @Test
    void replacesTheHeadAlone() throws IOException {
        ObjectStore store = store();
        put(store, "b", "k", "body");
        TreeMap<String, String> tags = new TreeMap<>();
        tags.put("t", "v");
        assertThat(store.updateHead("b", "k", Optional.empty(), head -> head.withTags(tags)))
                .isPresent();
        assertThat(store.find("b", "k").orElseThrow().head().tags()).isEqualTo(tags);
        assertThat(text(store, "b", "k")).isEqualTo("body");
        assertThat(store.updateHead("b", "none", Optional.empty(), head -> head))
                .isEmpty();
    }

    @Test
    void listsByPrefixDelimiterAndPage() throws IOException {
        ObjectStore store = store();
        for (String key : List.of("a", "dir/1", "dir/2", "dir/sub/3", "dirt", "z")) {
            put(store, "b", key, "");
        }
        assertThat(names(store.list("b", new Listing("", "/", "", 100)))).containsExactly("a", "dir/", "dirt", "z");
        assertThat(names(store.list("b", new Listing("dir/", "/", "", 100))))
                .containsExactly("dir/1", "dir/2", "dir/sub/");
        assertThat(names(store.list("b", new Listing("", "", "dir/1", 2)))).containsExactly("dir/2", "dir/sub/3");
        assertThat(names(store.list("b", new Listing("", "/", "dir/", 100)))).containsExactly("dirt", "z");
        assertThat(names(store.list("b", new Listing("", "/", "dir/1", 100)))).containsExactly("dirt", "z");
        assertThat(names(store.list("b", new Listing("", "/", "dir/sub/", 100))))
                .containsExactly("dirt", "z");
        assertThat(names(store.list("b", new Listing("dir/", "/", "dir/sub/2", 100))))
                .isEmpty();
        assertThat(names(store.list("b", new Listing("dir/", "/", "dir/1", 100))))
                .containsExactly("dir/2", "dir/sub/");
        assertThat(store.list("b", new Listing("", "", "", 6)).truncated()).isFalse();
        assertThat(store.list("b", new Listing("", "/", "", 4)).truncated()).isFalse();
        assertThat(store.list("b", new Listing("", "/", "", 3)).next()).contains("dirt");
        assertThat(store.list("b", new Listing("", "", "", 0)).entries()).isEmpty();
        assertThat(store.list("none", new Listing("", "", "", 10)).entries()).isEmpty();
    }

    @Test
    void listsAsASimpleReferenceDoes() throws IOException {
        ObjectStore store = store();
        Comparator<String> byBytes = (a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        TreeSet<String> keys = new TreeSet<>(byBytes);
        Seeds.each(30, random -> {
            String[] pieces = {"a", "b", "/", "//", "ü", "\uffff", "\ud83d\ude00", "é"};
            try {
                for (int i = 0; i < 4; i++) {
                    StringBuilder key = new StringBuilder();
                    for (int n = random.nextInt(5); n >= 0; n--) {
                        key.append(pieces[random.nextInt(pieces.length)]);
                    }
                    keys.add(key.toString());
                    put(store, "b", key.toString(), "");
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            String prefix = random.nextBoolean() ? "" : pieces[random.nextInt(pieces.length)];
            String delimiter = random.nextInt(3) == 0 ? "" : pieces[random.nextInt(pieces.length)];
            List<String> expected = new ArrayList<>();
            for (String key : keys) {
                if (key.startsWith(prefix)) {
                    int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
                    String name = at < 0 ? key : key.substring(0, at + delimiter.length());
                    if (at < 0 || expected.isEmpty() || !expected.getLast().equals(name)) {
                        expected.add(name);
                    }
                }
            }
            List<String> paged = new ArrayList<>();
            Optional<String> after = Optional.of("");
            while (after.isPresent()) {
                Listing.Page page = store.list("b", new Listing(prefix, delimiter, after.get(), 3));
                paged.addAll(names(page));
                after = page.next();
            }
            assertThat(paged).isEqualTo(expected);
            String marker =
                    keys.stream().skip(random.nextInt(keys.size())).findFirst().orElseThrow();
            assertThat(names(store.list("b", new Listing(prefix, delimiter, marker, 1000))))
                    .isEqualTo(expected.stream()
                            .filter(name -> byBytes.compare(name, marker) > 0)
                            .toList());
        });
    }

    @Test
    void putsPartsTogether() throws IOException {
        ObjectStore store = store();
        Upload upload =
                new Upload("u1", "b", "k", NOW, "me", ObjectHead.PLAIN, Optional.of("CRC32"), Optional.of("COMPOSITE"));
        store.createUpload(upload);
        assertThat(store.findUpload("b", "k", "u1")).contains(upload);
        assertThat(store.findUpload("b", "other", "u1")).isEmpty();
        putPart(store, "u1", 2, "world");
        putPart(store, "u1", 1, "wrong");
        putPart(store, "u1", 1, "hello ");
        assertThat(store.uploads("b", "k")).containsExactly(upload);
        List<UploadedPart> parts = store.parts("u1");
        assertThat(parts).extracting(UploadedPart::size).containsExactly(6L, 5L);
        try (Staged joined = store.join(parts).orElseThrow()) {
            assertThat(store.complete(
                            upload, named("k"), joined, Versioning.NEVER, ObjectStore.CompletionPrecondition.NONE))
                    .isPresent();
        }
        assertThat(text(store, "b", "k")).isEqualTo("hello world");
        assertThat(store.find("b", "k").orElseThrow().upload()).contains("u1");
        assertThat(store.findUpload("b", "k", "u1")).isEmpty();
        assertThat(store.parts("u1")).isEmpty();
    }

    @Test
    void knowsWhetherAnUploadWasOvertaken() throws IOException {
        ObjectStore store = store();
        assertThat(overtaken(store, () -> {})).isFalse();
        assertThat(overtaken(store, () -> put(store, "b", "k", "written"))).isTrue();
        // It counts that it was written, not what.
        assertThat(overtaken(store, () -> put(store, "b", "k", "written"))).isTrue();
        assertThat(overtaken(store, () -> put(store, "b", "other", "written"))).isFalse();
        assertThat(overtaken(
                        store,
                        () -> store.updateHead("b", "k", Optional.empty(), head -> head.withTags(new TreeMap<>()))))
                .isFalse();
        assertThat(overtaken(store, () -> delete(store, "b", "k"))).isTrue();
        assertThat(overtaken(store, () -> delete(store, "b", "k"))).isFalse();
        assertThat(overtaken(store, () -> {
                    put(store, "b", "k", "for a moment");
                    delete(store, "b", "k");
                }))
                .isTrue();
    }

    private interface Meanwhile {
        void run() throws IOException;
    }

    /** Whether an upload is, for whose key something is done while it goes on. */
    private static boolean overtaken(ObjectStore store, Meanwhile meanwhile) throws IOException {
        Upload upload = new Upload("o", "b", "k", NOW, "me", ObjectHead.PLAIN, Optional.empty(), Optional.empty());
        store.createUpload(upload);
        meanwhile.run();
        List<Boolean> told = new ArrayList<>();
        try (Staged body = store.stage(stream("parts"))) {
            assertThatThrownBy(() ->
                            store.complete(upload, named("k"), body, Versioning.NEVER, (current, overtaken) -> {
                                assertThat(current).isEqualTo(store.find("b", "k"));
                                told.add(overtaken);
                                throw new IllegalArgumentException("no");
                            }))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(store.abort("o")).isTrue();
        return told.getFirst();
    }

    @Test
    void abortsAnUpload() throws IOException {
        ObjectStore store = store();
        store.createUpload(new Upload("u1", "b", "k", NOW, "me", ObjectHead.PLAIN, Optional.empty(), Optional.empty()));
        putPart(store, "u1", 1, "text");
        List<UploadedPart> parts = store.parts("u1");
        assertThat(store.abort("u1")).isTrue();
        assertThat(store.abort("u1")).isFalse();
        assertThat(store.join(parts)).isEmpty();
        try (Staged body = store.stage(stream("late"))) {
            assertThat(store.putPart("u1", new NewPart(1, "e", NOW, Optional.empty()), body))
                    .isFalse();
        }
    }

    @Test
    void dropsOnlyEmptyBucketsAndRefusesWhatComesLater() throws IOException {
        ObjectStore store = store();
        put(store, "b", "k", "x");
        assertThat(store.dropBucket("b")).isFalse();
        delete(store, "b", "k");
        assertThat(store.dropBucket("b")).isTrue();
        assertThatThrownBy(() -> put(store, "b", "k", "x")).isInstanceOf(ObjectStore.BucketDroppedException.class);
        put(store, "c", "k", "x");
    }

    @Test
    void forgetsEverything() throws IOException {
        ObjectStore store = store();
        put(store, "b", "k", "x");
        store.createUpload(new Upload("u1", "b", "k", NOW, "me", ObjectHead.PLAIN, Optional.empty(), Optional.empty()));
        store.clear();
        assertThat(store.find("b", "k")).isEmpty();
        assertThat(store.uploads("b", "")).isEmpty();
        put(store, "b", "k", "again");
        assertThat(text(store, "b", "k")).isEqualTo("again");
    }

    static void putPart(ObjectStore store, String upload, int number, String text) throws IOException {
        try (Staged body = store.stage(stream(text))) {
            assertThat(store.putPart(upload, new NewPart(number, "e" + number, NOW, Optional.empty()), body))
                    .isTrue();
        }
    }

    private static List<String> names(Listing.Page page) {
        return page.entries().stream().map(Listing.Entry::name).toList();
    }
}

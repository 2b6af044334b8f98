package dev.postern.storage.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import dev.postern.testkit.Seeds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteItemStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final AtomicInteger files = new AtomicInteger();

    private SqliteItemStore open() {
        return new SqliteItemStore(directory.resolve("items" + files.incrementAndGet() + ".db"));
    }

    private static void put(ItemStore store, Layout layout, Item item) {
        set(store, RandomItems.place(layout, item), Optional.of(item));
    }

    private static void set(ItemStore store, Place place, Optional<Item> after) {
        assertThat(store.write(List.of(place), Optional.empty(), before -> new ItemStore.Outcome<>(List.of(after), "")))
                .isPresent();
    }

    private static List<Item> read(ItemStore store, Reading reading) {
        List<Item> items = new ArrayList<>();
        store.read(reading, items::add);
        return items;
    }

    @Test
    void hasWhatAMapHasInEveryOrder() {
        Seeds.each(15, random -> {
            try (SqliteItemStore store = open()) {
                RandomItems items = new RandomItems(random);
                Layout layout = RandomItems.layout("t", List.of("a"));
                store.lay(layout);
                Map<Place, Item> expected = new HashMap<>();
                for (int i = 0; i < 80; i++) {
                    if (i == 40) {
                        layout = RandomItems.layout("t", List.of("b"));
                        store.lay(layout); // one index goes, and one comes that finds items
                    }
                    Item item = items.item();
                    Place place = RandomItems.place(layout, item);
                    if (random.nextInt(4) == 0) {
                        set(store, place, Optional.empty());
                        expected.remove(place);
                    } else {
                        set(store, place, Optional.of(item));
                        expected.put(place, item);
                    }
                }
                check(store, expected, Optional.empty());
                check(store, expected, Optional.of("b"));
                long bytes = expected.values().stream().mapToLong(Item::size).sum();
                assertThat(store.size("t", Optional.empty())).isEqualTo(new ItemStore.Size(expected.size(), bytes));
                expected.forEach(
                        (place, item) -> assertThat(store.get(List.of(place))).containsExactly(Optional.of(item)));
            }
        });
    }

    /** Scans, queries in both directions, and queries in pages, all against what was put in. */
    private static void check(ItemStore store, Map<Place, Item> expected, Optional<String> index) {
        String hash = index.isPresent() ? "g" : "h";
        String range = index.orElse("r");
        List<Item> all = expected.values().stream()
                .filter(item -> item.has(hash))
                .filter(item -> index.isEmpty() || item.get(range).orElse(null) instanceof AttributeValue.S)
                .toList();
        Reading scan =
                new Reading("t", index, Optional.empty(), SortRange.ALL, Reading.Segment.WHOLE, Optional.empty(), true);
        assertThat(read(store, scan)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(paged(store, scan, hash, range, index.isPresent())).isEqualTo(read(store, scan));
        assertThat(store.size("t", index).items()).isEqualTo(all.size());
        List<Item> segments = new ArrayList<>();
        for (int s = 0; s < 3; s++) {
            segments.addAll(read(
                    store,
                    new Reading(
                            "t",
                            index,
                            Optional.empty(),
                            SortRange.ALL,
                            new Reading.Segment(s, 3),
                            Optional.empty(),
                            true)));
        }
        assertThat(segments).containsExactlyElementsOf(read(store, scan));
        for (AttributeValue value : all.stream()
                .map(item -> item.get(hash).orElseThrow())
                .distinct()
                .toList()) {
            for (boolean forward : List.of(true, false)) {
                Reading query = new Reading(
                        "t",
                        index,
                        Optional.of(value),
                        SortRange.ALL,
                        Reading.Segment.WHOLE,
                        Optional.empty(),
                        forward);
                List<Item> found = read(store, query);
                assertThat(found)
                        .containsExactlyInAnyOrderElementsOf(all.stream()
                                .filter(item -> item.get(hash).orElseThrow().equals(value))
                                .toList());
                List<byte[]> keys = new ArrayList<>(
                        found.stream().map(item -> SortKey.of(item.get(range))).toList());
                if (!forward) {
                    Collections.reverse(keys);
                }
                assertThat(keys)
                        .isSortedAccordingTo(
                                Comparator.comparing(Function.identity(), java.util.Arrays::compareUnsigned));
                assertThat(paged(store, query, hash, range, index.isPresent())).isEqualTo(found);
            }
        }
    }

    private static List<Item> paged(ItemStore store, Reading reading, String hash, String range, boolean indexed) {
        List<Item> all = new ArrayList<>();
        Optional<Reading.Position> after = Optional.empty();
        while (true) {
            List<Item> page = new ArrayList<>();
            store.read(
                    new Reading(
                            reading.table(),
                            reading.index(),
                            reading.partition(),
                            reading.range(),
                            reading.segment(),
                            after,
                            reading.forward()),
                    item -> page.add(item) && page.size() < 2);
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            Item last = page.getLast();
            Place place = new Place("t", last.get("h").orElseThrow(), last.get("r"));
            after = Optional.of(new Reading.Position(
                    last.get(hash).orElseThrow(), indexed ? last.get(range) : last.get("r"), place));
        }
    }

    @Test
    void findsWhatIsBetweenBounds() {
        try (SqliteItemStore store = open()) {
            Layout layout = RandomItems.layout("t", List.of());
            store.lay(layout);
            for (int i = -5; i <= 5; i++) {
                put(store, layout, item("h", i, Map.of()));
            }
            assertThat(found(store, SortRange.equal(number(2)))).containsExactly("2");
            assertThat(found(store, SortRange.between(number(-1), number(1)))).containsExactly("-1", "0", "1");
            assertThat(found(store, SortRange.upTo(number(-4), true))).containsExactly("-5", "-4");
            assertThat(found(store, SortRange.upTo(number(-4), false))).containsExactly("-5");
            assertThat(found(store, SortRange.from(number(4), true))).containsExactly("4", "5");
            assertThat(found(store, SortRange.from(number(4), false))).containsExactly("5");
        }
    }

    private static List<String> found(ItemStore store, SortRange range) {
        return read(
                        store,
                        new Reading(
                                "t",
                                Optional.empty(),
                                Optional.of(new AttributeValue.S("h")),
                                range,
                                Reading.Segment.WHOLE,
                                Optional.empty(),
                                true))
                .stream()
                .map(item ->
                        ((AttributeValue.N) item.get("r").orElseThrow()).value().toPlainString())
                .toList();
    }

    @Test
    void aDecisionThatRefusesChangesNothingAndOthersInItsBatchGoOn() {
        try (SqliteItemStore store = open()) {
            Layout layout = RandomItems.layout("t", List.of("a"));
            store.lay(layout);
            Item item = item("h", 1, Map.of());
            Place place = RandomItems.place(layout, item);
            assertThatThrownBy(() -> store.write(List.of(place), Optional.empty(), before -> {
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            assertThat(store.get(List.of(place))).containsExactly(Optional.empty());
            assertThatThrownBy(() -> set(store, new Place("u", place.hash(), place.range()), Optional.of(item)))
                    .isInstanceOf(NoSuchTableException.class);
            put(store, layout, item);
            store.keepOnly(List.of());
            assertThat(store.get(List.of(place))).containsExactly(Optional.empty());
        }
    }

    @Test
    void aTokenIsOneRequestForTenMinutes() {
        try (SqliteItemStore store = open()) {
            Layout layout = RandomItems.layout("t", List.of());
            store.lay(layout);
            Place place = RandomItems.place(layout, item("h", 1, Map.of()));
            AtomicInteger count = new AtomicInteger();
            ItemStore.Decision<Integer> decision = before -> {
                Item item = item("h", 1, Map.of("n", number(count.incrementAndGet())));
                return new ItemStore.Outcome<>(List.of(Optional.of(item)), 1);
            };
            ItemStore.Token token = new ItemStore.Token("me", "one", "all that I ask", NOW);
            assertThat(store.write(List.of(place), Optional.of(token), decision))
                    .contains(1);
            assertThat(store.write(List.of(place), Optional.of(token), decision))
                    .isEmpty();
            assertThat(count).hasValue(1);
            assertThatThrownBy(() -> store.write(
                            List.of(place),
                            Optional.of(new ItemStore.Token("me", "one", "more", NOW.plusSeconds(599))),
                            decision))
                    .isInstanceOf(TokenReusedException.class);
            ItemStore.Token later = new ItemStore.Token("me", "one", "more", NOW.plusSeconds(600));
            assertThat(store.write(List.of(place), Optional.of(later), decision))
                    .contains(1);
        }
    }

    @Test
    void itemsGoWhenTheySay() {
        try (SqliteItemStore store = open()) {
            Layout layout = RandomItems.layout("t", List.of("a"));
            Layout forever = new Layout("t", layout.key(), layout.indexes(), Optional.empty());
            store.lay(forever);
            long now = NOW.getEpochSecond();
            put(store, layout, item("h", 1, Map.of("gone", AttributeValue.N.of(Long.toString(now)))));
            put(store, layout, item("h", 2, Map.of("gone", AttributeValue.N.of(Long.toString(now + 1)))));
            put(store, layout, item("h", 3, Map.of("gone", new AttributeValue.S(Long.toString(now)))));
            put(store, layout, item("h", 4, Map.of("gone", AttributeValue.N.of("1"))));
            assertThat(store.expire(NOW)).isZero();
            store.lay(layout); // items that are there already go, too
            assertThat(store.expire(NOW)).isEqualTo(1);
            assertThat(found(store, SortRange.ALL)).containsExactly("2", "3", "4");
            assertThat(store.expire(NOW.plusSeconds(1))).isEqualTo(1);
            assertThat(store.size("t", Optional.empty()).items()).isEqualTo(2);
        }
    }

    private static AttributeValue number(int value) {
        return AttributeValue.N.of(Integer.toString(value));
    }

    private static Item item(String hash, int range, Map<String, AttributeValue> more) {
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("h", new AttributeValue.S(hash));
        attributes.put("r", number(range));
        attributes.putAll(more);
        return new Item(attributes);
    }
}

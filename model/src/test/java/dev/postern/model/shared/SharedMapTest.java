package dev.postern.model.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree that is known, the JDK's, is what it must be equal to. */
final class SharedMapTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isWhatATreeMapIsAfterAnyHistory(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        SharedMap<Integer, String> map = SharedMap.empty();
        TreeMap<Integer, String> known = new TreeMap<>();
        for (int i = 0; i < 2_000; i++) {
            SharedMap<Integer, String> before = map;
            TreeMap<Integer, String> knownBefore = new TreeMap<>(known);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int key = random.nextInt(60);
                if (random.nextInt(3) == 0) {
                    map = map.minus(key);
                    known.remove(key);
                } else {
                    String value = "v" + random.nextInt(3);
                    map = map.plus(key, value);
                    known.put(key, value);
                }
            }
            assertThat(map).isEqualTo(known).hasSize(known.size());
            assertThat(new ArrayList<>(map.keySet())).isEqualTo(List.copyOf(known.keySet()));
            assertThat(map.hashCode()).isEqualTo(known.hashCode());
            assertThat(before).as("an old version stays").isEqualTo(knownBefore);
            assertThat(told(SharedMap.copyOf(known), map)).as("made at once").isEmpty();
            assertThat(SharedMap.copyOf(known)).isEqualTo(map);
            int key = random.nextInt(60);
            assertThat(map.get(key)).isEqualTo(known.get(key));
            assertThat(map.headMap(key)).isEqualTo(known.headMap(key));
            assertThat(map.tailMap(key)).isEqualTo(known.tailMap(key));
            assertThat(map.subMap(key, key + 9)).isEqualTo(known.subMap(key, key + 9));
            assertThat(told(before, map)).isEqualTo(changes(knownBefore, known));
        }
    }

    @Test
    void equalContentIsEqualWhateverItsHistory() {
        SharedMap<Integer, Integer> up = SharedMap.empty();
        SharedMap<Integer, Integer> down = SharedMap.empty();
        for (int i = 0; i < 500; i++) {
            up = up.plus(i, i);
            down = down.plus(499 - i, 499 - i).plus(1_000 + i, 0);
        }
        for (int i = 0; i < 500; i++) {
            down = down.minus(1_000 + i);
        }
        assertThat(up).isEqualTo(down);
        assertThat(told(up, down)).isEmpty();
        assertThat(up.plus(7, 8)).isNotEqualTo(down);
    }

    @Test
    void whatChangesNothingIsTheSameObject() {
        SharedMap<Integer, String> map = SharedMap.<Integer, String>empty().plus(1, "a");
        assertThat(map.plus(1, "a")).isSameAs(map);
        assertThat(map.minus(2)).isSameAs(map);
        assertThat(SharedMap.copyOf(map)).isSameAs(map);
        SharedSet<Integer> set = SharedSet.copyOf(List.of(1, 2));
        assertThat(set.plus(2)).isSameAs(set);
        assertThat(set.minus(3)).isSameAs(set);
    }

    @Test
    void nobodyChangesIt() {
        SharedMap<Integer, String> map = SharedMap.<Integer, String>empty().plus(1, "a");
        assertThatThrownBy(() -> map.put(1, "b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> map.keySet().remove(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> SharedMap.<Integer, String>empty().firstKey())
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aSetIsWhatATreeSetIs() {
        Random random = new Random(4711);
        SharedSet<Integer> set = SharedSet.empty();
        TreeSet<Integer> known = new TreeSet<>();
        for (int i = 0; i < 2_000; i++) {
            SharedSet<Integer> before = set;
            int element = random.nextInt(50);
            set = random.nextBoolean() ? set.plus(element) : set.minus(element);
            TreeSet<Integer> gone = new TreeSet<>(before);
            gone.removeAll(set);
            TreeSet<Integer> added = new TreeSet<>(set);
            added.removeAll(before);
            known.removeAll(gone);
            known.addAll(added);
            TreeSet<Integer> toldGone = new TreeSet<>();
            TreeSet<Integer> toldAdded = new TreeSet<>();
            SharedSet.compare(before, set, toldGone::add, toldAdded::add);
            assertThat(toldGone).isEqualTo(gone);
            assertThat(toldAdded).isEqualTo(added);
            assertThat(set).isEqualTo(known);
            assertThat(set.headSet(element)).isEqualTo(known.headSet(element));
            assertThat(set.contains(element)).isEqualTo(known.contains(element));
        }
    }

    private static List<String> told(SharedMap<Integer, ?> before, SharedMap<Integer, ?> after) {
        List<String> told = new ArrayList<>();
        compare(before, after, told);
        return told;
    }

    private static <V> void compare(SharedMap<Integer, V> before, SharedMap<Integer, ?> after, List<String> told) {
        @SuppressWarnings("unchecked") // both of one class in this test
        SharedMap<Integer, V> now = (SharedMap<Integer, V>) after;
        SharedMap.compare(before, now, (key, was, is) -> told.add(key + ": " + was + " -> " + is));
    }

    private static List<String> changes(Map<Integer, String> before, Map<Integer, String> after) {
        TreeSet<Integer> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream()
                .filter(key -> !java.util.Objects.equals(before.get(key), after.get(key)))
                .map(key -> key + ": " + before.get(key) + " -> " + after.get(key))
                .toList();
    }
}

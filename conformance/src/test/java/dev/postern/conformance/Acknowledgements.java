package dev.postern.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the cloud was asked for and what it acknowledged, as the values that each thing may have. While a call is on its way
 * there are two: before and after. An acknowledgement leaves one; an error that does not say whether the call was carried out
 * leaves both.
 */
public final class Acknowledgements {
    /** The value of what is not there. */
    public static final String ABSENT = "absent";

    /** The value of what is there and has no content. */
    public static final String PRESENT = "present";

    private final Map<String, Set<String>> possible = new TreeMap<>();

    /** A call is about to be made that gives a thing a value. */
    public synchronized void asking(String thing, String value) {
        Set<String> values = new TreeSet<>(of(thing));
        values.add(value);
        possible.put(thing, values);
    }

    /** The call was answered: the thing has this value and no other. */
    public synchronized void acknowledged(String thing, String value) {
        possible.put(thing, Set.of(value));
    }

    /** The values that a thing may have. */
    public synchronized Set<String> of(String thing) {
        return possible.getOrDefault(thing, Set.of(ABSENT));
    }

    /** Whether it is known to be there. */
    public boolean present(String thing) {
        return !of(thing).contains(ABSENT);
    }

    public synchronized int size() {
        return possible.size();
    }

    /**
     * Where the cloud differs from what it acknowledged.
     *
     * @param actual the value of each thing that there is
     */
    public synchronized List<String> contradictions(Map<String, String> actual) {
        List<String> found = new ArrayList<>();
        possible.forEach((thing, values) -> {
            String value = actual.getOrDefault(thing, ABSENT);
            if (!values.contains(value)) {
                found.add(thing + " is " + value + ", acknowledged was " + String.join(" or ", values));
            }
        });
        return found;
    }
}

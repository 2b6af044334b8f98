package dev.postern.server.verify;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who is meant by a line of a perimeter. */
sealed interface Selector {
    Place place();

    /** Who a word says: an instance by its id or its Name tag, {@code host} or {@code internet}. */
    record Word(Place place, String word) implements Selector {}

    /**
     * The running instances that are all of this.
     *
     * @param criteria {@code tag} as {@code KEY=VALUE}; {@code subnet}, {@code vpc} and {@code group} by id or name; {@code role} by name
     */
    record Chosen(Place place, SortedMap<String, String> criteria) implements Selector {
        public Chosen {
            criteria = Collections.unmodifiableSortedMap(new TreeMap<>(criteria));
        }
    }
}

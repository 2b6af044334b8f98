package dev.postern.storage.items;

import dev.postern.model.dynamodb.Item;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The items of all tables. What it answers is durable: no write returns before it is on disk, and none is there in part.
 *
 * <p>Items and the entries of indexes change together, so that an index always has what its table has.
 */
public interface ItemStore {
    /** Makes a place for a table's items, or brings it up to another layout. What is laid out so already costs nothing. */
    void lay(Layout layout);

    /** The ids of the tables that have a place here. */
    Collection<String> tables();

    /** Forgets all tables but some, by their ids, and their items. */
    void keepOnly(Collection<String> tables);

    /** The items at some places, all as they were at one moment. */
    List<Optional<Item>> get(List<Place> places);

    /**
     * Decides what is at some places from what was there, with nobody in between, and makes it durable.
     *
     * @param token by which the same request is known when it comes again
     * @param decision what it throws is the caller's, and nothing changes
     * @return empty if the request was done before
     * @throws NoSuchTableException if one of the tables has no place here
     * @throws TokenReusedException if another request came with the token
     */
    <R> Optional<R> write(List<Place> places, Optional<Token> token, Decision<R> decision);

    /** Shows items one after another, until there are no more or the visitor has seen enough. */
    void read(Reading reading, Predicate<Item> visitor);

    /** How much a table, or one of its indexes, has. */
    Size size(String table, Optional<String> index);

    /** Deletes what was to go by now. */
    int expire(Instant now);

    /** What the items become. */
    @FunctionalInterface
    interface Decision<R> {
        /**
         * Pure.
         *
         * @param before the items in the order of the places
         */
        Outcome<R> decide(List<Optional<Item>> before);
    }

    /**
     * What was decided.
     *
     * @param after the items in the order of the places; empty where none is to be
     */
    record Outcome<R>(List<Optional<Item>> after, R answer) {
        public Outcome {
            after = List.copyOf(after);
        }
    }

    /**
     * Who asks for something once, however often he says it.
     *
     * @param owner whose token it is: tokens of different owners have nothing to do with each other
     * @param digest of all that he asks
     */
    record Token(String owner, String text, String digest, Instant now) {}

    /** A number of items, and the bytes that they take. */
    record Size(long items, long bytes) {}
}

package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.Table;
import dev.postern.services.dynamodb.expression.Condition;
import dev.postern.services.dynamodb.expression.Path;
import dev.postern.services.dynamodb.expression.Update;
import dev.postern.storage.items.Place;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * One write of one item: what must hold of it, and what becomes of it.
 *
 * @param key its key
 */
record ItemWrite(Table table, Item key, Optional<Condition> condition, Change change) {
    private static final int ITEM_BYTES_MAX = 400 * 1024;

    /** What becomes of an item. */
    sealed interface Change {
        /** Another one in its place. */
        record Put(Item item) implements Change {}

        /** What an expression makes of it. */
        record Updated(Update update) implements Change {}

        /** Nothing. */
        record Deleted() implements Change {}

        /** What it was: only the condition is of interest. */
        record Checked() implements Change {}
    }

    /** A write of an item that is given whole. */
    static ItemWrite put(Table table, Item item, Optional<Condition> condition) {
        Keys.requireItem(table, item);
        return new ItemWrite(table, Keys.of(table, item), condition, new Change.Put(requireSize(item)));
    }

    static ItemWrite delete(Table table, Item key, Optional<Condition> condition) {
        Keys.requireKey(table, key);
        return new ItemWrite(table, key, condition, new Change.Deleted());
    }

    static ItemWrite check(Table table, Item key, Condition condition) {
        Keys.requireKey(table, key);
        return new ItemWrite(table, key, Optional.of(condition), new Change.Checked());
    }

    static ItemWrite update(Table table, Item key, Optional<Condition> condition, Update update) {
        Keys.requireKey(table, key);
        Keys.requireUpdate(table, update);
        Keys.requireScalars(
                table,
                update.paths().stream().filter(Path::isNested).map(Path::head).toList());
        return new ItemWrite(table, key, condition, new Change.Updated(update));
    }

    static Item requireSize(Item item) {
        if (item.size() > ITEM_BYTES_MAX) {
            throw DynamoDbError.VALIDATION.of("Item size has exceeded the maximum allowed size");
        }
        return item;
    }

    Place place() {
        return Keys.place(table, key);
    }

    /** What is asked, in a text that another write has not, and the same one has in whatever order it names attributes. */
    String asked() {
        return table.id() + " " + key + " " + condition + " " + change;
    }

    /** Whether the condition holds. */
    boolean isMet(Optional<Item> before) {
        return condition.isEmpty() || condition.get().test(before.orElse(Item.EMPTY));
    }

    /** What the item becomes. */
    Optional<Item> after(Optional<Item> before) {
        return switch (change) {
            case Change.Put(Item item) -> Optional.of(item);
            case Change.Deleted() -> Optional.empty();
            case Change.Checked() -> before;
            case Change.Updated(Update update) -> Optional.of(updated(update, before.orElse(key)));
        };
    }

    private Item updated(Update update, Item before) {
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>(before.attributes());
        attributes.putAll(key.attributes());
        Item after = Expressions.worded("", () -> update.applyTo(new Item(attributes)));
        Keys.requireUpdatedIndexKeys(table, update, after);
        if (after.size() > ITEM_BYTES_MAX) {
            throw DynamoDbError.VALIDATION.of("Item size to update has exceeded the maximum allowed size");
        }
        return after;
    }
}

package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes of an item. All that is set is worked out from the item as it was.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html">Update
 *     expressions</a>
 */
public record Update(List<Action> actions) {
    public static final Update NOTHING = new Update(List.of());

    public Update {
        actions = List.copyOf(actions);
    }

    /** One change, at one place. */
    public sealed interface Action {
        Path path();

        /** Puts a value in the place of what was there. */
        record Set(Path path, Source source) implements Action {}

        /** Takes away what is there. */
        record Remove(Path path) implements Action {}

        /** Adds to a number, or elements to a set. */
        record Add(Path path, AttributeValue value) implements Action {}

        /** Takes elements out of a set. */
        record Delete(Path path, AttributeValue value) implements Action {}
    }

    /**
     * Reads an expression.
     *
     * @throws ExpressionException if it is none
     */
    public static Update parse(String text, Placeholders placeholders) {
        return new UpdateParser(new Tokens(text), placeholders).parse();
    }

    /**
     * The item afterwards.
     *
     * @throws ExpressionException if it cannot be applied to this item
     */
    public Item applyTo(Item item) {
        record Worked(Action action, AttributeValue value) {}
        List<Worked> all = new ArrayList<>();
        for (Action action : actions) {
            all.add(new Worked(
                    action,
                    switch (action) {
                        case Action.Set set -> set.source().of(item);
                        case Action.Remove _ -> new AttributeValue.Null();
                        case Action.Add add -> add.value();
                        case Action.Delete delete -> delete.value();
                    }));
        }
        Document document = new Document(item);
        for (Worked one : all) {
            switch (one.action()) {
                case Action.Set set -> document.set(set.path(), one.value());
                case Action.Remove remove -> document.remove(remove.path());
                case Action.Add add -> document.add(add.path(), one.value());
                case Action.Delete delete -> document.delete(delete.path(), one.value());
            }
        }
        return document.item();
    }

    /** The places that change. */
    public List<Path> paths() {
        return actions.stream().map(Action::path).toList();
    }

    /** The attributes that change, or in which something does. */
    public Set<String> heads() {
        Set<String> heads = new TreeSet<>();
        paths().forEach(path -> heads.add(path.head()));
        return heads;
    }
}

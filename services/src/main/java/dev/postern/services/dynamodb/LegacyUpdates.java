package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.services.dynamodb.expression.Path;
import dev.postern.services.dynamodb.expression.Source;
import dev.postern.services.dynamodb.expression.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;

/**
 * The updates that requests had before there were expressions, as what they mean.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html">
 *     AttributeUpdates</a>
 */
final class LegacyUpdates {
    private static final Set<AttributeValue.Type> SETS =
            Set.of(AttributeValue.Type.SS, AttributeValue.Type.NS, AttributeValue.Type.BS);

    private LegacyUpdates() {}

    static Update of(Map<String, AttributeValueUpdate> updates) {
        List<Update.Action> actions = new ArrayList<>();
        updates.forEach((name, update) -> actions.add(action(
                Path.of(name),
                update.actionAsString() == null ? "PUT" : update.actionAsString(),
                Optional.ofNullable(update.value()).map(Values::value))));
        return new Update(actions);
    }

    private static Update.Action action(Path path, String action, Optional<AttributeValue> value) {
        return switch (action) {
            case "PUT" -> new Update.Action.Set(path, new Source.Constant(required(value)));
            case "ADD" -> add(path, required(value));
            case "DELETE" ->
                value.<Update.Action>map(elements -> delete(path, elements))
                        .orElseGet(() -> new Update.Action.Remove(path));
            default ->
                throw DynamoDbError.VALIDATION.of("1 validation error detected: Value '" + action + "' at"
                        + " 'attributeUpdates." + path.head() + ".member.action' failed to satisfy constraint: Member"
                        + " must satisfy enum value set: [ADD, DELETE, PUT]");
        };
    }

    private static AttributeValue required(Optional<AttributeValue> value) {
        return value.orElseThrow(
                () -> DynamoDbError.invalid("Only DELETE action is allowed when no attribute value is specified"));
    }

    private static Update.Action add(Path path, AttributeValue value) {
        if (value instanceof AttributeValue.L) {
            Source empty = new Source.Constant(new AttributeValue.L(List.of()));
            return new Update.Action.Set(
                    path, new Source.ListAppend(new Source.IfNotExists(path, empty), new Source.Constant(value)));
        }
        if (value.type() != AttributeValue.Type.N && !SETS.contains(value.type())) {
            throw DynamoDbError.invalid("ADD action is not supported for the type " + value.type());
        }
        return new Update.Action.Add(path, value);
    }

    private static Update.Action delete(Path path, AttributeValue elements) {
        if (!SETS.contains(elements.type())) {
            throw DynamoDbError.invalid("DELETE action with value is not supported for the type " + elements.type());
        }
        return new Update.Action.Delete(path, elements);
    }
}

package dev.postern.services.dynamodb;

import dev.postern.services.dynamodb.expression.ConditionExpression;
import dev.postern.services.dynamodb.expression.ExpressionException;
import dev.postern.services.dynamodb.expression.KeyCondition;
import dev.postern.services.dynamodb.expression.Placeholders;
import dev.postern.wire.ApiException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** The values to which a query's key condition says that attributes are equal. */
final class LeadingKey {
    private LeadingKey() {}

    /** By attribute; none where the expression is none, which is told after the policies were asked. */
    static Map<String, AttributeValue> in(QueryRequest query) {
        Map<String, AttributeValue> found = new HashMap<>();
        if (query.keyConditionExpression() == null) {
            return found;
        }
        try {
            LinkedHashMap<String, dev.postern.model.dynamodb.AttributeValue> values = new LinkedHashMap<>();
            query.expressionAttributeValues().forEach((name, value) -> values.put(name, Values.value(value)));
            SequencedMap<String, KeyCondition> conditions = KeyCondition.of(ConditionExpression.parse(
                            query.keyConditionExpression(), new Placeholders(query.expressionAttributeNames(), values))
                    .condition());
            conditions.forEach((name, condition) -> {
                if (condition.relation() == KeyCondition.Relation.EQUAL) {
                    found.put(name, Values.shown(condition.values().getFirst()));
                }
            });
        } catch (ExpressionException | ApiException refusedLater) {
            found.clear();
        }
        return found;
    }
}

package dev.postern.services.dynamodb.expression;

import static dev.postern.services.dynamodb.expression.Samples.b;
import static dev.postern.services.dynamodb.expression.Samples.item;
import static dev.postern.services.dynamodb.expression.Samples.l;
import static dev.postern.services.dynamodb.expression.Samples.m;
import static dev.postern.services.dynamodb.expression.Samples.n;
import static dev.postern.services.dynamodb.expression.Samples.ns;
import static dev.postern.services.dynamodb.expression.Samples.pairs;
import static dev.postern.services.dynamodb.expression.Samples.s;
import static dev.postern.services.dynamodb.expression.Samples.ss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConditionExpressionTest {
    private static final Map<String, String> NAMES = Map.of("#a", "a", "#size", "size", "#odd", "with.dot");
    private static final Map<String, AttributeValue> VALUES = pairs(
            ":one",
            n("1"),
            ":two",
            n("2"),
            ":ten",
            n("10"),
            ":text",
            s("text"),
            ":t",
            s("t"),
            ":x",
            s("x"),
            ":S",
            s("S"),
            ":bytes",
            b("by"),
            ":list",
            l(n("1"), n("2")),
            ":set",
            ss("y", "x"),
            ":true",
            new AttributeValue.Bool(true));
    private static final Item ITEM = item(
            "a",
            n("1"),
            "b",
            n("2"),
            "t",
            s("text"),
            "with.dot",
            s("odd"),
            "bin",
            b("bytes"),
            "l",
            l(n("1"), s("x")),
            "m",
            m("k", l(m("deep", n("10")))),
            "ss",
            ss("x", "y"),
            "ns",
            ns("1", "2"),
            "yes",
            new AttributeValue.Bool(true),
            "nothing",
            new AttributeValue.Null());

    private static boolean test(String expression) {
        return ConditionExpression.parse(expression, new Placeholders(NAMES, VALUES))
                .condition()
                .test(ITEM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = :one",
                "#a = :one",
                ":one = a",
                "#odd = t OR #odd <> t",
                "a <> :two",
                "absent <> :two",
                "a < b",
                "b >= a AND a <= :one",
                "NOT a = b",
                "not (a = b)",
                "a between :one and :two",
                "t BETWEEN :t AND :x",
                "a in (:two, :one)",
                "attribute_exists(m.k[0].deep)",
                "attribute_not_exists(m.k[1])",
                "attribute_not_exists(absent) and attribute_exists(a)",
                "attribute_type(t, :S)",
                "begins_with(t, :t)",
                "begins_with(bin, :bytes)",
                "contains(t, :x)",
                "contains(l, :x)",
                "contains(ns, :two)",
                "contains(ss, :x)",
                "ss = :set",
                "size(t) > :two",
                "size(l) = :two",
                "size(m) = :one",
                "m.k[0].deep = :ten",
                "yes = :true",
                "a = :two OR a = :one AND b = :two",
                "(a = :two OR a = :one) AND b = :two",
                "(a) = (:one)",
                "a=:one AND(b=:two)",
            })
    void isTrue(String expression) {
        assertThat(test(expression)).as(expression).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = :text",
                "a < :text",
                "absent = :one",
                "absent < :one",
                "t < :t",
                "l = :list",
                "a in (:two, :ten)",
                "absent between :one and :two",
                "attribute_type(a, :S)",
                "begins_with(a, :t)",
                "contains(a, :one)",
                "size(a) = :one",
                "size(absent) = :one",
                "NOT attribute_exists(nothing)",
                "m.k.deep = :ten",
                "l[7] = :one",
            })
    void isFalse(String expression) {
        assertThat(test(expression)).as(expression).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a                            | Syntax error; token: "<EOF>", near: "a"
            a = :one AND                 | Syntax error; token: "<EOF>", near: "AND"
            a = :one :two                | Syntax error; token: ":two", near: ":one :two"
            a = :one OR OR a = :one      | Syntax error; token: "OR", near: "OR OR a"
            a == :one                    | Syntax error; token: "=", near: "== :one"
            a ! :one                     | Syntax error; token: "!", near: "a ! :one"
            (a = :one                    | Syntax error; token: "<EOF>", near: ":one"
            ((a = :one))                 | The expression has redundant parentheses;
            ((a = :one) AND b = :absent) | An expression attribute value used in expression is not defined; attribute value: :absent
            size = :one                  | Attribute name is a reserved keyword; reserved keyword: size
            a = :absent                  | An expression attribute value used in expression is not defined; attribute value: :absent
            #absent = :one               | An expression attribute name used in the document path is not defined; attribute name: #absent
            sum(a)                       | Invalid function name; function: sum
            contains(a)                  | Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1
            contains(a, :one) = :one     | The function is not allowed to be used this way in an expression; function: contains
            size(a)                      | The function is not allowed to be used this way in an expression; function: size
            a = a                        | The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]
            attribute_exists(:one)       | Operator or function requires a document path; operator or function: attribute_exists
            begins_with(a, :one)         | Incorrect operand type for operator or function; operator or function: begins_with, operand type: N
            attribute_type(a, :one)      | Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N
            attribute_type(a, :text)     | Invalid attribute type name found; type: text, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}
            size(:one) = :one            | Incorrect operand type for operator or function; operator or function: size, operand type: N
            a BETWEEN :two AND :one      | The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}
            a BETWEEN :one AND :text     | The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:text}
            """)
    void tellsWhatIsWrong(String expression, String message) {
        assertThatThrownBy(() -> test(expression))
                .isInstanceOf(ExpressionException.class)
                .hasMessage(message);
    }

    @Test
    void boundsWhatIsRead() {
        assertThatThrownBy(() -> test(" ")).hasMessage("The expression can not be empty;");
        assertThatThrownBy(() -> test("a = :one" + " ".repeat(5000))).hasMessageContaining("maximum allowed size");
        assertThatThrownBy(() -> test("a = :one" + " OR a = :one".repeat(301)))
                .hasMessageContaining("too many operators");
        assertThat(test("(".repeat(1) + "a = :one" + ")".repeat(1))).isTrue();
    }

    @Test
    void placeholdersMustBeUsed() {
        Placeholders placeholders = new Placeholders(Map.of("#a", "a"), Map.of(":one", n("1")));
        assertThatThrownBy(placeholders::requireAllUsed)
                .hasMessage("Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}");
        assertThat(ConditionExpression.parse("#a.x = :one", placeholders).nested())
                .containsExactly("a");
        placeholders.requireAllUsed();
        assertThatThrownBy(() -> new Placeholders(Map.of("a", "a"), Map.of()))
                .hasMessage("ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a = :one OR b = :two          | Invalid operator used in KeyConditionExpression: OR
            a <> :one                     | Invalid operator used in KeyConditionExpression: <>
            a in (:one)                   | Invalid operator used in KeyConditionExpression: IN
            attribute_exists(a)           | Invalid operator used in KeyConditionExpression: attribute_exists
            a.b = :one                    | KeyConditionExpressions cannot have conditions on nested attributes
            a = b                         | Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition
            :one = :two                   | Invalid condition in KeyConditionExpression: No key attribute specified
            a = :one AND a = :one         | KeyConditionExpressions must only contain one condition per key
            size(a) = :one                | KeyConditionExpressions cannot contain nested operations
            :one BETWEEN a AND :two       | Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand
            """)
    void keyConditionsAreFew(String expression, String message) {
        Condition condition = ConditionExpression.parse(expression, new Placeholders(NAMES, VALUES))
                .condition();
        assertThatThrownBy(() -> KeyCondition.of(condition)).hasMessage(message);
    }

    @Test
    void keyConditionsAreByAttribute() {
        Condition condition = ConditionExpression.parse("a = :one AND :two > b", new Placeholders(NAMES, VALUES))
                .condition();
        assertThat(KeyCondition.of(condition).toString())
                .contains("a=KeyCondition[relation=EQUAL")
                .contains("b=KeyCondition[relation=BELOW");
    }
}

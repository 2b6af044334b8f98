package dev.postern.services.dynamodb.expression;

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

final class UpdateTest {
    private static final Map<String, AttributeValue> VALUES = pairs(
            ":one",
            n("1"),
            ":two",
            n("2"),
            ":s",
            s("s"),
            ":list",
            l(n("9")),
            ":set",
            ss("b", "c"),
            ":nums",
            ns("2", "3"),
            ":max",
            n("9e125"));

    private static Item updated(Item item, String expression) {
        return Update.parse(expression, new Placeholders(Map.of("#n", "name"), VALUES))
                .applyTo(item);
    }

    @Test
    void setsFromTheItemAsItWas() {
        assertThat(updated(item("a", n("1"), "b", n("2")), "SET a = b, b = a"))
                .isEqualTo(item("a", n("2"), "b", n("1")));
        assertThat(updated(item("a", n("1")), "set #n = if_not_exists(#n, :s), a = a + :two, c = :one - a"))
                .isEqualTo(item("a", n("3"), "name", s("s"), "c", n("0")));
        assertThat(updated(item("l", l(n("1"))), "SET l = list_append(l, :list), k = list_append(:list, l)"))
                .isEqualTo(item("l", l(n("1"), n("9")), "k", l(n("9"), n("1"))));
        assertThat(updated(item(), "SET a = if_not_exists(a, :one) + :two")).isEqualTo(item("a", n("3")));
    }

    @Test
    void changesWhatIsBelow() {
        Item item = item("m", m("k", l(n("0"), n("1"), n("2"))));
        assertThat(updated(item, "SET m.k[1] = :s, m.z = :two"))
                .isEqualTo(item("m", m("k", l(n("0"), s("s"), n("2")), "z", n("2"))));
        assertThat(updated(item, "SET m.k[50] = :s, m.k[40] = :one"))
                .isEqualTo(item("m", m("k", l(n("0"), n("1"), n("2"), n("1"), s("s")))));
        assertThat(updated(item, "REMOVE m.k[0], m.k[1]")).isEqualTo(item("m", m("k", l(n("2")))));
        assertThat(updated(item, "REMOVE m.k[7], m.absent")).isEqualTo(item);
        assertThat(updated(item, "REMOVE m SET x = m.k[2]")).isEqualTo(item("x", n("2")));
    }

    @Test
    void addsAndDeletes() {
        assertThat(updated(item("a", n("1"), "s", ss("a", "b")), "ADD a :two, s :set, fresh :nums, n :one"))
                .isEqualTo(item("a", n("3"), "s", ss("a", "b", "c"), "fresh", ns("2", "3"), "n", n("1")));
        assertThat(updated(item("s", ss("a", "b"), "t", ss("b", "c")), "DELETE s :set, t :set, absent :set"))
                .isEqualTo(item("s", ss("a")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SET                       | Syntax error; token: "<EOF>", near: "SET"
            SET a = :one SET b = :one | The "SET" section can only be used once in an update expression;
            FOO a                     | Syntax error; token: "FOO", near: "FOO a"
            SET a = :one,             | Syntax error; token: "<EOF>", near: ","
            SET a :one                | Syntax error; token: ":one", near: "a :one"
            ADD a b                   | Syntax error; token: "b", near: "a b"
            SET a = :absent           | An expression attribute value used in expression is not defined; attribute value: :absent
            SET #absent = :one        | An expression attribute name used in the document path is not defined; attribute name: #absent
            SET name = :one           | Attribute name is a reserved keyword; reserved keyword: name
            SET a = foo(b)            | Invalid function name; function: foo
            SET a = if_not_exists(b)  | Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1
            SET a = if_not_exists(:one, b) | Operator or function requires a document path; operator or function: if_not_exists
            SET a = list_append(:one, b)   | Incorrect operand type for operator or function; operator or function: list_append, operand type: N
            SET a = b + :s            | Incorrect operand type for operator or function; operator or function: +, operand type: S
            SET a = :one REMOVE a     | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]
            SET a.b = :one, a = :one  | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a]
            SET a.b = :one, a[0] = :one | Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]
            ADD a :s                  | Incorrect operand type for operator or function; operator: ADD, operand type: STRING
            DELETE a :one             | Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER
            SET a = absent            | The provided expression refers to an attribute that does not exist in the item
            SET a = t + :one          | An operand in the update expression has an incorrect data type
            SET a = big + :max        | Number overflow. Attempting to store a number with magnitude larger than supported range
            SET t.x = :one            | The document path provided in the update expression is invalid for update
            SET absent.x = :one       | The document path provided in the update expression is invalid for update
            REMOVE t[0]               | The document path provided in the update expression is invalid for update
            ADD t :one                | An operand in the update expression has an incorrect data type
            DELETE t :set             | An operand in the update expression has an incorrect data type
            """)
    void tellsWhatIsWrong(String expression, String message) {
        assertThatThrownBy(() -> updated(item("t", s("text"), "big", n("9e125")), expression))
                .isInstanceOf(ExpressionException.class)
                .hasMessage(message);
    }

    @Test
    void projectsParts() {
        Item item = item("a", n("1"), "l", l(n("0"), m("x", n("1"), "y", n("2"))), "m", m("k", s("v")));
        Placeholders placeholders = new Placeholders(Map.of(), Map.of());
        assertThat(ProjectionExpression.parse("l[1].y, m.k, absent, l[0]", placeholders)
                        .of(item))
                .isEqualTo(item("l", l(n("0"), m("y", n("2"))), "m", m("k", s("v"))));
        assertThatThrownBy(() -> ProjectionExpression.parse("a, a.b", placeholders))
                .hasMessageStartingWith("Two document paths overlap with each other;");
        assertThatThrownBy(() -> ProjectionExpression.parse("a b", placeholders))
                .hasMessage("Syntax error; token: \"b\", near: \"a b\"");
    }
}

package dev.postern.services.dynamodb.expression;

import dev.postern.services.dynamodb.expression.Problems.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads conditions, by descent.
 *
 * <pre>
 * or       and { OR and }
 * and      not { AND not }
 * not      NOT not | primary
 * primary  term [ comparator operand | BETWEEN operand AND operand | IN ( operand , ... ) ]
 * term     ( or ) | operand
 * operand  path | :value | function ( operand , ... ) | ( operand )
 * </pre>
 */
final class ConditionParser {
    private static final List<Kind> WITHIN_A_CONDITION =
            List.of(Kind.NAME, Kind.VALUE, Kind.OPERANDS, Kind.DISTINCT, Kind.FUNCTION);
    private static final List<Kind> ORDER =
            List.of(Kind.PARENTHESES, Kind.FUNCTION_NAME, Kind.MISUSED_FUNCTION, Kind.RESERVED_WORD, Kind.CONDITION);
    private static final int OPERATORS_MAX = 300;

    private final Tokens tokens;
    private final Problems problems = new Problems();
    private final PathParser paths;
    private final Functions functions = new Functions(problems);
    private final Set<String> heads = new TreeSet<>();
    private final Set<String> nested = new TreeSet<>();
    private int operators;
    private boolean inParentheses;

    ConditionParser(Tokens tokens, Placeholders placeholders) {
        this.tokens = tokens;
        this.paths = new PathParser(tokens, placeholders, problems);
    }

    ConditionExpression parse() {
        Condition condition = condition(or());
        tokens.requireEnd();
        problems.throwFirst(ORDER);
        return new ConditionExpression(condition, heads, nested);
    }

    private Term or() {
        Term left = and();
        while (tokens.takeWord("OR")) {
            count();
            left = new Condition.Or(condition(left), condition(and()));
            inParentheses = false;
        }
        return left;
    }

    private Term and() {
        Term left = not();
        while (tokens.takeWord("AND")) {
            count();
            left = new Condition.And(condition(left), condition(not()));
            inParentheses = false;
        }
        return left;
    }

    private Term not() {
        if (tokens.takeWord("NOT")) {
            count();
            Condition negated = condition(not());
            inParentheses = false;
            return new Condition.Not(negated);
        }
        return primary();
    }

    private Term primary() {
        Term term = term();
        Optional<Comparator> comparator = Comparator.of(tokens.peek());
        if (!(term instanceof Operand left)) {
            return term;
        }
        if (comparator.isPresent()) {
            Operand right = afterOperator(this::operand);
            functions.requireValues(List.of(left, right));
            functions.requireDistinct(comparator.get().sign(), List.of(left, right));
            return settled(new Condition.Compare(comparator.get(), left, right));
        }
        if (tokens.peek().isWord("BETWEEN")) {
            Operand low = afterOperator(this::operand);
            tokens.requireWord("AND");
            Operand high = operand();
            functions.requireValues(List.of(left, low, high));
            functions.requireBounds(low, high);
            return settled(new Condition.Between(left, low, high));
        }
        if (tokens.peek().isWord("IN")) {
            List<Operand> choices = afterOperator(this::operands);
            List<Operand> all = new ArrayList<>(List.of(left));
            all.addAll(choices);
            functions.requireValues(all);
            return settled(new Condition.In(left, choices));
        }
        return term;
    }

    private <T> T afterOperator(Supplier<T> rest) {
        tokens.next();
        count();
        T read = rest.get();
        inParentheses = false;
        return read;
    }

    /** Of several conditions that are wrong, the first is told. */
    private Condition settled(Condition condition) {
        problems.noteFirst(WITHIN_A_CONDITION, Kind.CONDITION);
        inParentheses = false;
        return condition;
    }

    private Term term() {
        if (!tokens.take("(")) {
            inParentheses = false;
            return operand();
        }
        Term inner = or();
        tokens.require(")");
        if (inParentheses) {
            problems.note(Kind.PARENTHESES, "The expression has redundant parentheses;");
        }
        inParentheses = true;
        return inner;
    }

    private Operand operand() {
        if (tokens.take("(")) {
            boolean doubled = tokens.peek().is("(");
            Operand inner = operand();
            tokens.require(")");
            if (doubled) {
                problems.note(Kind.PARENTHESES, "The expression has redundant parentheses;");
            }
            return inner;
        }
        if (tokens.peek().kind() == Token.Kind.VALUE) {
            return paths.value().<Operand>map(Operand.Constant::new).orElse(Operand.Misplaced.UNDEFINED);
        }
        if (tokens.peek().kind() == Token.Kind.WORD && tokens.second().is("(")) {
            String name = tokens.next().text();
            return functions.call(name, operands());
        }
        if (!paths.isNext() || isKeyword(tokens.peek())) {
            throw tokens.syntaxError();
        }
        Path path = paths.path();
        heads.add(path.head());
        if (path.isNested()) {
            nested.add(path.head());
        }
        return new Operand.Attribute(path);
    }

    private static boolean isKeyword(Token token) {
        return List.of("AND", "OR", "NOT", "BETWEEN", "IN").stream().anyMatch(token::isWord);
    }

    private List<Operand> operands() {
        tokens.require("(");
        List<Operand> operands = new ArrayList<>();
        do {
            operands.add(operand());
        } while (tokens.take(","));
        tokens.require(")");
        return operands;
    }

    /** What stands where a condition must be. */
    private Condition condition(Term term) {
        return switch (term) {
            case Condition condition -> condition;
            case Operand.Misplaced call when !call.function().isEmpty() -> settled(functions.condition(call));
            case Operand.Size _ -> {
                functions.misused("size");
                yield settled(new Condition.Misplaced());
            }
            case Operand.Misplaced _, Operand.Attribute _, Operand.Constant _ -> throw tokens.syntaxError();
        };
    }

    private void count() {
        operators++;
        if (operators > OPERATORS_MAX) {
            throw new ExpressionException("The expression contains too many operators; operator count: " + operators);
        }
    }
}

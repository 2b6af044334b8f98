package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.services.dynamodb.expression.Problems.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The functions of conditions, and what their operands must be. */
final class Functions {
    private static final String SIZE = "size";

    /** By name, how many operands they have. */
    private static final Map<String, Integer> OPERANDS = Map.of(
            "attribute_exists",
            1,
            "attribute_not_exists",
            1,
            "attribute_type",
            2,
            "begins_with",
            2,
            "contains",
            2,
            SIZE,
            1);

    private final Problems problems;

    Functions(Problems problems) {
        this.problems = problems;
    }

    /** What a call is, as an operand. */
    Operand call(String name, List<Operand> operands) {
        requireValues(operands);
        Integer count = OPERANDS.get(name);
        if (count == null) {
            problems.note(Kind.FUNCTION_NAME, "Invalid function name; function: " + name);
        } else if (count != operands.size()) {
            problems.note(
                    Kind.OPERANDS,
                    "Incorrect number of operands for operator or function; operator or function: " + name
                            + ", number of operands: " + operands.size());
        } else {
            requireDistinct(name, operands);
            requireTypes(name, operands);
        }
        return name.equals(SIZE) ? new Operand.Size(operands.getFirst()) : new Operand.Misplaced(name, operands);
    }

    /** What a call is, as a condition. */
    Condition condition(Operand.Misplaced call) {
        List<Operand> operands = call.arguments();
        if (!Integer.valueOf(operands.size()).equals(OPERANDS.get(call.function()))) {
            return new Condition.Misplaced();
        }
        Operand first = operands.getFirst();
        return switch (call.function()) {
            case "attribute_exists" -> exists(first);
            case "attribute_not_exists" -> new Condition.Not(exists(first));
            case "attribute_type" -> new Condition.HasType(first, text(operands.getLast()));
            case "begins_with" -> new Condition.BeginsWith(first, operands.getLast());
            case "contains" -> new Condition.Contains(first, operands.getLast());
            default -> new Condition.Misplaced();
        };
    }

    private static Condition exists(Operand operand) {
        return operand instanceof Operand.Attribute(Path path) ? new Condition.Exists(path) : new Condition.Misplaced();
    }

    private static String text(Operand operand) {
        return operand.constant().orElse(null) instanceof AttributeValue.S(String text) ? text : "";
    }

    private void requireTypes(String name, List<Operand> operands) {
        switch (name) {
            case "attribute_exists", "attribute_not_exists" -> {
                if (!(operands.getFirst() instanceof Operand.Attribute)) {
                    problems.note(
                            Kind.FUNCTION,
                            "Operator or function requires a document path; operator or function: " + name);
                }
            }
            case "begins_with" ->
                operands.stream()
                        .flatMap(operand -> type(operand).stream())
                        .filter(type -> type != AttributeValue.Type.S && type != AttributeValue.Type.B)
                        .findFirst()
                        .ifPresent(type -> wrongType(name, type.name()));
            case "attribute_type" -> requireTypeName(name, operands.getLast());
            case SIZE ->
                type(operands.getFirst())
                        .filter(
                                List.of(AttributeValue.Type.N, AttributeValue.Type.BOOL, AttributeValue.Type.NULL)
                                        ::contains)
                        .ifPresent(type -> wrongType(name, type.name()));
            default -> {}
        }
    }

    private void requireTypeName(String name, Operand operand) {
        if (operand.equals(Operand.Misplaced.UNDEFINED)) {
            return;
        }
        Optional<AttributeValue.Type> type = type(operand);
        if (type.isEmpty()
                || type.get() != AttributeValue.Type.S
                || operand.constant().isEmpty()) {
            wrongType(name, type.map(Enum::name).orElse("{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"));
            return;
        }
        String wanted = text(operand);
        if (Arrays.stream(AttributeValue.Type.values())
                .noneMatch(known -> known.name().equals(wanted))) {
            problems.note(
                    Kind.FUNCTION,
                    "Invalid attribute type name found; type: " + wanted
                            + ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
        }
    }

    private void wrongType(String name, String type) {
        problems.note(
                Kind.FUNCTION,
                "Incorrect operand type for operator or function; operator or function: " + name + ", operand type: "
                        + type);
    }

    /** The type that an operand has for every item. */
    private static Optional<AttributeValue.Type> type(Operand operand) {
        return operand instanceof Operand.Size
                ? Optional.of(AttributeValue.Type.N)
                : operand.constant().map(AttributeValue::type);
    }

    /** No function that is a condition is a value. */
    void requireValues(List<Operand> operands) {
        for (Operand operand : operands) {
            if (operand instanceof Operand.Misplaced call && !call.function().isEmpty()) {
                misused(call.function());
                return;
            }
        }
    }

    void misused(String name) {
        problems.note(
                Kind.MISUSED_FUNCTION,
                "The function is not allowed to be used this way in an expression; function: " + name);
    }

    void requireDistinct(String name, List<Operand> operands) {
        if (operands.size() == 2
                && operands.getFirst() instanceof Operand.Attribute(Path one)
                && operands.getLast() instanceof Operand.Attribute(Path other)
                && one.equals(other)) {
            problems.note(
                    Kind.DISTINCT,
                    "The first operand must be distinct from the remaining operands for this operator or function;"
                            + " operator: " + name + ", first operand: " + one);
        }
    }

    void requireBounds(Operand low, Operand high) {
        if (low.constant().isEmpty() || high.constant().isEmpty()) {
            return;
        }
        AttributeValue least = low.constant().get();
        AttributeValue most = high.constant().get();
        String bounds = "lower bound operand: AttributeValue: " + Shown.of(least)
                + ", upper bound operand: AttributeValue: " + Shown.of(most);
        if (least.type() != most.type()) {
            problems.note(
                    Kind.FUNCTION,
                    "The BETWEEN operator requires same data type for lower and upper bounds; " + bounds);
        } else if (Comparator.ABOVE.holds(Optional.of(least), Optional.of(most))) {
            problems.note(
                    Kind.FUNCTION,
                    "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " + bounds);
        }
    }
}

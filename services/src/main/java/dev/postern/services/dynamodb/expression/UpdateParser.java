package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.services.dynamodb.expression.Problems.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reads update expressions: sections of {@code SET}, {@code REMOVE}, {@code ADD} and {@code DELETE}, in any order. */
final class UpdateParser {
    private static final List<Kind> ORDER = List.of(
            Kind.RESERVED_WORD,
            Kind.FUNCTION_NAME,
            Kind.SECTION,
            Kind.NAME,
            Kind.VALUE,
            Kind.OVERLAP,
            Kind.CONFLICT,
            Kind.OPERATOR,
            Kind.FUNCTION);

    /** What errors call the types that cannot be added or deleted. */
    private static final Map<AttributeValue.Type, String> UNFIT = unfit();

    private final Tokens tokens;
    private final Problems problems = new Problems();
    private final PathParser paths;
    private final Overlaps overlaps = new Overlaps(problems);
    private final Set<String> sections = new TreeSet<>();
    private final List<Update.Action> actions = new ArrayList<>();

    UpdateParser(Tokens tokens, Placeholders placeholders) {
        this.tokens = tokens;
        this.paths = new PathParser(tokens, placeholders, problems);
    }

    private static Map<AttributeValue.Type, String> unfit() {
        Map<AttributeValue.Type, String> names = new EnumMap<>(AttributeValue.Type.class);
        names.put(AttributeValue.Type.S, "STRING");
        names.put(AttributeValue.Type.N, "NUMBER");
        names.put(AttributeValue.Type.B, "BINARY");
        names.put(AttributeValue.Type.NULL, "NULL");
        names.put(AttributeValue.Type.BOOL, "BOOLEAN");
        names.put(AttributeValue.Type.L, "LIST");
        names.put(AttributeValue.Type.M, "MAP");
        return names;
    }

    Update parse() {
        do {
            Token keyword = tokens.peek();
            String section = keyword.kind() == Token.Kind.WORD ? keyword.text().toUpperCase(Locale.ROOT) : "";
            Consumer<Path> action = switch (section) {
                case "SET" -> this::set;
                case "REMOVE" -> path -> actions.add(new Update.Action.Remove(path));
                case "ADD" ->
                    path -> operand("ADD").ifPresent(value -> actions.add(new Update.Action.Add(path, value)));
                case "DELETE" ->
                    path -> operand("DELETE").ifPresent(value -> actions.add(new Update.Action.Delete(path, value)));
                default -> throw tokens.syntaxError();
            };
            tokens.next();
            if (!sections.add(section)) {
                problems.note(
                        Kind.SECTION, "The \"" + section + "\" section can only be used once in an update expression;");
            }
            do {
                Path path = paths.path();
                overlaps.add(path);
                action.accept(path);
            } while (tokens.take(","));
        } while (tokens.peek().kind() != Token.Kind.END);
        problems.throwFirst(ORDER);
        return new Update(actions);
    }

    private void set(Path path) {
        tokens.require("=");
        Source first = term();
        Source source = first;
        if (tokens.take("+")) {
            Source second = term();
            requireType("+", first, second, AttributeValue.Type.N);
            source = new Source.Plus(first, second);
        } else if (tokens.take("-")) {
            Source second = term();
            requireType("-", first, second, AttributeValue.Type.N);
            source = new Source.Minus(first, second);
        }
        actions.add(new Update.Action.Set(path, source));
    }

    private Source term() {
        if (tokens.take("(")) {
            Source inner = term();
            Source source = inner;
            if (tokens.take("+")) {
                source = new Source.Plus(inner, term());
            } else if (tokens.take("-")) {
                source = new Source.Minus(inner, term());
            }
            tokens.require(")");
            return source;
        }
        if (tokens.peek().kind() == Token.Kind.VALUE) {
            return paths.value().<Source>map(Source.Constant::new).orElseGet(Source.Undefined::new);
        }
        if (tokens.peek().kind() == Token.Kind.WORD && tokens.second().is("(")) {
            return call(tokens.next().text());
        }
        return new Source.Attribute(paths.path());
    }

    private Source call(String name) {
        tokens.require("(");
        List<Source> operands = new ArrayList<>();
        do {
            operands.add(term());
        } while (tokens.take(","));
        tokens.require(")");
        boolean known = name.equals("if_not_exists") || name.equals("list_append");
        if (!known) {
            problems.note(Kind.FUNCTION_NAME, "Invalid function name; function: " + name);
            return new Source.Undefined();
        }
        if (operands.size() != 2) {
            problems.note(
                    Kind.FUNCTION,
                    "Incorrect number of operands for operator or function; operator or function: " + name
                            + ", number of operands: " + operands.size());
            return new Source.Undefined();
        }
        Source first = operands.getFirst();
        Source second = operands.getLast();
        if (name.equals("list_append")) {
            requireType(name, first, second, AttributeValue.Type.L);
            return new Source.ListAppend(first, second);
        }
        if (first instanceof Source.Attribute(Path path)) {
            return new Source.IfNotExists(path, second);
        }
        problems.note(Kind.FUNCTION, "Operator or function requires a document path; operator or function: " + name);
        return new Source.Undefined();
    }

    private void requireType(String operator, Source first, Source second, AttributeValue.Type type) {
        for (Source source : List.of(first, second)) {
            if (source instanceof Source.Constant(AttributeValue value) && value.type() != type) {
                problems.note(
                        Kind.FUNCTION,
                        "Incorrect operand type for operator or function; operator or function: " + operator
                                + ", operand type: " + value.type());
            }
        }
    }

    /** The value behind a path that is added, or deleted. */
    private Optional<AttributeValue> operand(String operator) {
        if (tokens.peek().kind() != Token.Kind.VALUE) {
            throw tokens.syntaxError();
        }
        Optional<AttributeValue> value = paths.value();
        value.map(AttributeValue::type)
                .filter(type -> !(operator.equals("ADD") && type == AttributeValue.Type.N))
                .map(UNFIT::get)
                .ifPresent(name -> problems.note(
                        Kind.OPERATOR,
                        "Incorrect operand type for operator or function; operator: " + operator + ", operand type: "
                                + name));
        return value;
    }
}

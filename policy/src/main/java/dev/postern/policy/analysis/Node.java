package dev.postern.policy.analysis;

import java.util.List;
import java.util.Optional;

/** A value of a JSON document, with where it is. */
sealed interface Node {
    Span span();

    /** An object, its members in the order of the document. */
    record Obj(Span span, List<Member> members) implements Node {
        Optional<Member> find(String name) {
            return members.stream().filter(member -> member.name().equals(name)).findFirst();
        }
    }

    /** An array. */
    record Arr(Span span, List<Node> elements) implements Node {}

    /** A string. */
    record Text(Span span, String value) implements Node {}

    /** A number. */
    record Num(Span span, String value) implements Node {}

    /** True or false. */
    record Bool(Span span, String value) implements Node {}

    /** Null. */
    record Null(Span span) implements Node {}

    /**
     * A member of an object.
     *
     * @param nameSpan of the name with its quotes
     */
    record Member(String name, Span nameSpan, Node value) {}

    /** What a text, a number or a truth says. */
    default Optional<String> scalar() {
        return switch (this) {
            case Text(Span _, String value) -> Optional.of(value);
            case Num(Span _, String value) -> Optional.of(value);
            case Bool(Span _, String value) -> Optional.of(value);
            case Obj _, Arr _, Null _ -> Optional.empty();
        };
    }
}

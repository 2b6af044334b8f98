package dev.postern.policy.analysis;

import dev.postern.policy.analysis.Location.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A value of a document, with the way to it. */
record Spot(List<Step> path, Node node) {
    Spot {
        path = List.copyOf(path);
    }

    Location location() {
        return new Location(path, node.span());
    }

    private Spot step(Step step, Node to) {
        List<Step> longer = new ArrayList<>(path);
        longer.add(step);
        return new Spot(longer, to);
    }

    /** A member's value, where this is an object that has it. */
    Optional<Spot> member(String name) {
        return node instanceof Node.Obj object
                ? object.find(name).map(member -> step(new Step.Value(name), member.value()))
                : Optional.empty();
    }

    boolean has(String name) {
        return member(name).isPresent();
    }

    /** Whether this is a statement that allows. */
    boolean allows() {
        return member("Effect").filter(effect -> effect.text().equals("Allow")).isPresent();
    }

    /** Where the name of a member stands. */
    Location key(Node.Member member) {
        List<Step> longer = new ArrayList<>(path);
        longer.add(new Step.Key(member.name()));
        return new Location(longer, member.nameSpan());
    }

    /** The members, where this is an object. */
    List<Node.Member> members() {
        return node instanceof Node.Obj object ? object.members() : List.of();
    }

    Spot of(Node.Member member) {
        return step(new Step.Value(member.name()), member.value());
    }

    /** The elements of an array; of anything else, itself. */
    List<Spot> each() {
        if (!(node instanceof Node.Arr array)) {
            return List.of(this);
        }
        List<Spot> spots = new ArrayList<>();
        for (int i = 0; i < array.elements().size(); i++) {
            spots.add(step(new Step.Index(i), array.elements().get(i)));
        }
        return spots;
    }

    /** Those of the elements that are texts. */
    List<Spot> texts() {
        return each().stream().filter(spot -> spot.node() instanceof Node.Text).toList();
    }

    /** What a text says; empty for what is none. */
    String text() {
        return node instanceof Node.Text(Span _, String value) ? value : "";
    }

    boolean isEmptyArray() {
        return node instanceof Node.Arr array && array.elements().isEmpty();
    }
}

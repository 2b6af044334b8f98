package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.Item;
import dev.postern.services.dynamodb.expression.Problems.Kind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which parts of items are wanted. */
public record ProjectionExpression(List<Path> paths) {
    private static final List<Kind> ORDER = List.of(Kind.RESERVED_WORD, Kind.NAME, Kind.OVERLAP, Kind.CONFLICT);

    public ProjectionExpression {
        paths = List.copyOf(paths);
    }

    /** Whole attributes. */
    public static ProjectionExpression of(List<String> attributes) {
        return new ProjectionExpression(attributes.stream().map(Path::of).toList());
    }

    /**
     * Reads one.
     *
     * @throws ExpressionException if it is none
     */
    public static ProjectionExpression parse(String text, Placeholders placeholders) {
        Tokens tokens = new Tokens(text);
        Problems problems = new Problems();
        PathParser parser = new PathParser(tokens, placeholders, problems);
        Overlaps overlaps = new Overlaps(problems);
        do {
            overlaps.add(parser.path());
        } while (tokens.take(","));
        tokens.requireEnd();
        problems.throwFirst(ORDER);
        return new ProjectionExpression(overlaps.paths());
    }

    /** What an item has of them. */
    public Item of(Item item) {
        return Document.parts(item, paths);
    }

    /** The attributes of which something is wanted. */
    public Set<String> heads() {
        Set<String> heads = new TreeSet<>();
        paths.forEach(path -> heads.add(path.head()));
        return heads;
    }
}

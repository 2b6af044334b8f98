package dev.postern.policy;

import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The resources of a statement, by the numbers of its patterns in a {@link PatternSearch}.
 *
 * @param from the first of them
 * @param to behind the last of them
 * @param negated whether it is for those that none matches
 */
record ResourceArea(int from, int to, boolean negated) {
    static final ResourceArea ALL = new ResourceArea(0, 0, true);
    static final ResourceArea NONE = new ResourceArea(0, 0, false);

    /**
     * Adds a statement's patterns to those of a search.
     *
     * @param widely whether variables have the values with which the statement is for most, or for least
     */
    static ResourceArea of(Statement statement, boolean widely, List<Glob> patterns) {
        return of(
                statement,
                patterns,
                clause -> clause.templates().stream()
                        .filter(template -> template.isConstant() || widely != clause.negated())
                        .map(Template::widest));
    }

    /** The same where a variable stands for a value of its own, which no other text has. */
    static ResourceArea symbolic(Statement statement, List<Glob> patterns) {
        return of(statement, patterns, clause -> clause.templates().stream().map(Template::symbolic));
    }

    private static ResourceArea of(
            Statement statement, List<Glob> patterns, Function<Statement.ResourceClause, Stream<Glob>> read) {
        if (statement.resources().isEmpty()) {
            return ALL;
        }
        int from = patterns.size();
        read.apply(statement.resources().get()).forEach(patterns::add);
        return new ResourceArea(
                from, patterns.size(), statement.resources().get().negated());
    }

    /** @param matching the patterns that match a text */
    boolean has(BitSet matching) {
        int found = matching.nextSetBit(from);
        return (found >= 0 && found < to) != negated;
    }
}

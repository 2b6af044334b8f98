package dev.postern.services.dynamodb.expression;

import dev.postern.model.Resource;
import java.util.Locale;
import java.util.Set;

/**
 * The words that no attribute may have in an expression, but by a placeholder.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html">Reserved words</a>
 */
final class ReservedWords {
    private static final Set<String> ALL = Set.copyOf(Resource.lines(ReservedWords.class, "reserved-words.txt"));

    private ReservedWords() {}

    static boolean contain(String word) {
        return ALL.contains(word.toUpperCase(Locale.ROOT));
    }
}

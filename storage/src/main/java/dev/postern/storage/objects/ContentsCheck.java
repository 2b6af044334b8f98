package dev.postern.storage.objects;

import dev.postern.model.Problem;
import java.util.List;

/**
 * What a look into every object's body found.
 *
 * @param compared how many versions of objects were read and held against their ETags
 * @param opaque how many could not be: they are encrypted by a key that is not the store's, and their ETags say nothing of them
 * @param damaged how many of the compared ones are not as they were written, or cannot be read
 * @param problems the damaged ones; at most the first thousand
 */
public record ContentsCheck(long compared, long opaque, long damaged, List<Problem> problems) {
    public ContentsCheck {
        problems = List.copyOf(problems);
    }
}

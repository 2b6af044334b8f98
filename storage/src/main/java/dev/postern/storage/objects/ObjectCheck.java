package dev.postern.storage.objects;

import dev.postern.model.Problem;
import java.nio.file.Path;
import java.util.List;

/**
 * What a look at every body found.
 *
 * @param checked how many objects, and parts of unfinished uploads, the index names
 * @param damaged how many of them have no file, or one of another length
 * @param problems the damaged ones; at most the first thousand
 * @param strays how many files belong to nothing that the index names
 * @param strayFiles those files; at most the first thousand
 */
public record ObjectCheck(long checked, long damaged, List<Problem> problems, long strays, List<Path> strayFiles) {
    public ObjectCheck {
        problems = List.copyOf(problems);
        strayFiles = List.copyOf(strayFiles);
    }
}

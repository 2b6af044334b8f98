package dev.postern.storage.objects;

import dev.postern.model.Problem;
import dev.postern.storage.SqliteReaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One look at every body: the index and the files side by side, both in the order of names. No file is opened. Objects come and
 * go meanwhile, so what differs is looked at again before it counts.
 */
final class BodyCheck implements IndexedBody.Visitor {
    private final SqliteReaders readers;
    private final BodyFiles files;
    private final LostBodies lost;
    private final UnaryOperator<String> bucketName;

    private final Set<String> unvisited;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> damaged = new TreeSet<>();
    private final Map<String, Path> strays = new TreeMap<>();
    private String folder = "";
    private Map<String, Long> sizes = Map.of();
    private long checked;

    private BodyCheck(SqliteReaders readers, BodyFiles files, LostBodies lost, UnaryOperator<String> bucketName) {
        this.readers = readers;
        this.files = files;
        this.lost = lost;
        this.bucketName = bucketName;
        this.unvisited = files.folders();
    }

    /** Looks; {@code lost} holds afterwards what was found, and nothing else. */
    static ObjectCheck run(SqliteReaders readers, BodyFiles files, LostBodies lost, UnaryOperator<String> bucketName) {
        return new BodyCheck(readers, files, lost, bucketName).run();
    }

    private ObjectCheck run() {
        Set<String> before = lost.names(false);
        readers.read(c -> IndexedBody.visit(c, this));
        leaveFolder();
        Set.copyOf(unvisited).forEach(this::enter);
        leaveFolder();
        before.stream().filter(name -> !damaged.contains(name)).forEach(lost::over);
        List<Path> belongToNothing = belongToNothing();
        return new ObjectCheck(
                checked,
                damaged.size(),
                problems,
                belongToNothing.size(),
                belongToNothing.stream().limit(LostBodies.NAMED_MAX).toList());
    }

    @Override
    public void body(IndexedBody body) {
        checked++;
        Long size = listed(body.name());
        if (size != null && size == body.size()) {
            return;
        }
        OptionalLong now = files.size(body.name());
        if (now.isPresent() && now.getAsLong() == body.size()) {
            return; // was on its way
        }
        Path file = files.home(body.name());
        IndexedBody.Lost found = body.lost(
                now.isEmpty()
                        ? "the file " + file + " is gone"
                        : "the file " + file + " has " + now.getAsLong() + " bytes instead of " + body.size());
        lost.found(body.name(), found);
        if (!readers.read(body::isIndexed)) {
            lost.over(body.name()); // replaced or deleted meanwhile
            return;
        }
        damaged.add(body.name());
        if (problems.size() < LostBodies.NAMED_MAX) {
            problems.add(found.problem(bucketName));
        }
    }

    @Override
    public void garbage(String name) {
        var _ = listed(name);
    }

    private @Nullable Long listed(String name) {
        if (!BodyFiles.folder(name).equals(folder)) {
            leaveFolder();
            enter(BodyFiles.folder(name));
        }
        return sizes.remove(name);
    }

    private void enter(String next) {
        leaveFolder();
        folder = next;
        unvisited.remove(next);
        sizes = files.sizes(next);
    }

    /** What no row has named is perhaps a stray. */
    private void leaveFolder() {
        for (String name : sizes.keySet()) {
            strays.put(name, files.in(folder, name));
        }
        sizes = Map.of();
    }

    /** Those that the index did not take since, and that are not just being removed: a file goes before its row in the garbage. */
    private List<Path> belongToNothing() {
        if (strays.isEmpty()) {
            return List.of();
        }
        Set<String> named = readers.read(c -> {
            Set<String> names = ObjectIndex.known(c, strays.keySet());
            names.addAll(ObjectIndex.garbage(c));
            return names;
        });
        strays.keySet().removeAll(named);
        return strays.values().stream().filter(Files::exists).toList();
    }
}

package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What a reader must be able to take in at once stays that small. */
class TidyTest {
    private static final int METHOD_LINES_MAX = 70;
    private static final int FILE_LINES_MAX = 450;
    private static final Path ROOT = root();
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+(?:Test|Contract))(?:\\.(\\w+))?`");
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"([^\"]*)\"\\)");

    @Test
    void methodsFitOnAPage() throws IOException {
        List<String> tooLong = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                tooLong.addAll(longMethods(unit, positions));
            }
        }
        assertThat(tooLong)
                .as("methods of more than %d lines: one idea each", METHOD_LINES_MAX)
                .isEmpty();
    }

    @Test
    void filesHoldOneIdea() throws IOException {
        List<String> longFiles = new ArrayList<>();
        for (Path source : sources()) {
            int lines = Files.readAllLines(source).size();
            if (lines > FILE_LINES_MAX) {
                longFiles.add(ROOT.relativize(source) + ": " + lines);
            }
        }
        assertThat(longFiles)
                .as("files of more than %d lines: split what does not belong together", FILE_LINES_MAX)
                .isEmpty();
    }

    @Test
    void workThatIsLeftIsAnIssueNotAComment() throws IOException {
        List<String> marked = new ArrayList<>();
        for (Path source : sources()) {
            if (Files.readString(source).matches("(?s).*\\b(TODO|FIXME|XXX|HACK)\\b.*")
                    && !source.endsWith("TidyTest.java")) {
                marked.add(ROOT.relativize(source).toString());
            }
        }
        assertThat(marked).isEmpty();
    }

    @Test
    void everyTagIsATier() throws IOException {
        String check = Files.readString(ROOT.resolve("check"));
        List<String> unknown = new ArrayList<>();
        for (Path source : sources()) {
            TAG.matcher(Files.readString(source))
                    .results()
                    .map(tag -> tag.group(1))
                    .filter(tag -> !check.contains("\n#   " + tag + " "))
                    .forEach(tag -> unknown.add(ROOT.relativize(source) + ": " + tag));
        }
        assertThat(unknown)
                .as("tags that ./check has no tier for: their tests would run in all tiers")
                .isEmpty();
    }

    /** A rule whose enforcer is gone is a wish. */
    @Test
    void pagesNameOnlyTestsThatThereAre() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (Path source : sources()) {
            if (source.toString().contains("/src/test/")) {
                tests.put(source.getFileName().toString().replace(".java", ""), Files.readString(source));
            }
        }
        List<String> missing = new ArrayList<>();
        for (String page : List.of("INVARIANTS.md", "docs/threat-model.md")) {
            NAMED_TEST
                    .matcher(Files.readString(ROOT.resolve(page)))
                    .results()
                    .filter(named -> !tests.getOrDefault(named.group(1), "")
                            .contains(named.group(2) == null ? "class " + named.group(1) : " " + named.group(2) + "("))
                    .forEach(named -> missing.add(page + ": " + named.group()));
        }
        assertThat(missing).isEmpty();
    }

    private static List<String> longMethods(CompilationUnitTree unit, SourcePositions positions) {
        List<String> found = new ArrayList<>();
        LineMap lines = unit.getLineMap();
        new TreeScanner<Optional<String>, Optional<String>>() {
            @Override
            public Optional<String> visitMethod(MethodTree method, Optional<String> nothing) {
                if (method.getBody() != null) {
                    long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                    long last = lines.getLineNumber(positions.getEndPosition(unit, method));
                    if (last - first >= METHOD_LINES_MAX) {
                        found.add(unit.getSourceFile().getName() + " " + method.getName() + ": " + (last - first + 1));
                    }
                }
                return Optional.ofNullable(super.visitMethod(method, nothing)).orElse(Optional.empty());
            }
        }.scan(unit, Optional.empty());
        return found;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
        }
    }

    /** Tests run in their module's directory; the modules lie side by side. */
    private static Path root() {
        return Path.of("").toAbsolutePath().resolveSibling("");
    }
}

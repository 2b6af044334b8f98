package dev.postern.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cloud that is set up as examples/perimeter says, and what can be made wrong in it. */
final class PerimeterExample implements AutoCloseable {
    /** The example's perimeter. */
    static final Path PERIMETER = example("perimeter.yaml");

    private final TestingCloud cloud;
    private final Path ids;

    /** Sets one up. */
    PerimeterExample(Path host) throws IOException {
        cloud = TestingCloud.start(host.resolve("host"));
        ids = host.resolve("ids");
        cloud.root().script(host, example("setup").toString(), ids.toString()).succeeded();
    }

    private static Path example(String file) {
        return Path.of("..", "examples", "perimeter", file).toAbsolutePath().normalize();
    }

    /** A command of the command line's for this cloud. */
    Finished postern(Path directory, String command, String first, String... more) {
        List<String> words =
                new ArrayList<>(List.of(first, "--data", cloud.data().toString()));
        words.addAll(List.of(more));
        return ChildJvm.run(Map.of(), directory, "dev.postern.cli.Main", command, words.toArray(String[]::new));
    }

    /** Why the cloud finds no meaning in a file, as the command line prints it behind the file's name. */
    String refused(String text) {
        return cloud.refused("verify", Map.of("file", text));
    }

    /**
     * Makes something wrong, or right again.
     *
     * @param how {@code spoil} or {@code mend}
     */
    void change(Path directory, String variant, String how) {
        cloud.root()
                .script(directory, example("broken/run").toString(), ids.toString(), variant, how)
                .succeeded();
    }

    @Override
    public void close() throws IOException {
        cloud.close();
    }
}

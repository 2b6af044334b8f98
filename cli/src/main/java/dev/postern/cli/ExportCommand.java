package dev.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./postern export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes the perimeter file of what is reachable now, for ./postern verify to hold later states against.",
        footer = {"", "docs/verify.md describes the file."})
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Parameters(paramLabel = "perimeter", description = "What is exported: perimeter.")
    private String what = "";

    @Option(names = "-o", paramLabel = "FILE", description = "Where it is written to; without it, it is printed.")
    private @Nullable Path file;

    @Option(
            names = "--like",
            paramLabel = "OLD",
            description = "Asks what an earlier file asks, too, so that the two can be compared.")
    private @Nullable Path like;

    @Override
    public Integer call() {
        if (!what.equals("perimeter")) {
            throw new CommandFailure("what can be exported is perimeter, not " + what, 2);
        }
        String text = exported(like == null ? Map.of() : Map.of("like", VerifyCommand.text(like)));
        if (file == null) {
            System.out.print(text);
            System.out.flush();
            return 0;
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be written: " + e);
        }
        return 0;
    }

    private String exported(Map<String, String> fields) {
        try {
            return cloud.control().post("/_postern/export", fields).path("file").asText();
        } catch (CommandFailure e) {
            throw e.exitCode() == 2 && like != null ? new CommandFailure(like + ":" + e.getMessage(), 2) : e;
        }
    }
}

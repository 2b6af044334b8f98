package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./postern log}. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description = "Prints what was refused lately, one line each, the oldest first.")
final class LogCommand implements Callable<Integer> {
    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with what is refused from now on, until it is interrupted.")
    private boolean follow;

    @Option(names = "--json", description = "For programs: each line is an answer of why, as docs/why.md describes it.")
    private boolean json;

    @Override
    public Integer call() {
        Following.of(cloud.control(), "/_postern/log", Map.of(), follow, answer -> {
            for (JsonNode one : answer.path("refusals")) {
                System.out.println(json ? one.path("answer") : one.path("line").asText());
            }
        });
        return 0;
    }
}

package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./postern check-objects}. */
@Command(
        name = "check-objects",
        mixinStandardHelpOptions = true,
        description = {
            "Looks whether the file of every object is there and as long as it should be.",
            "Names what is damaged, and ends with 1 then."
        })
final class CheckObjectsCommand implements Callable<Integer> {
    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Option(names = "--contents", description = "Reads every object and compares it with its ETag.")
    private boolean contents;

    @Override
    public Integer call() {
        long damaged = files() + (contents ? contents() : 0);
        return damaged == 0 ? 0 : 1;
    }

    private long files() {
        JsonNode found = cloud.control().post("/_postern/objects-check", Map.of());
        long damaged = found.path("damaged").asLong();
        long strays = found.path("strays").asLong();
        problems(found, damaged);
        for (JsonNode file : found.path("strayFiles")) {
            System.out.println("the file " + file.asText()
                    + " belongs to no object: it does no harm, and can be deleted unless it is a copy of yours");
        }
        more(strays - found.path("strayFiles").size());
        System.out.printf(
                "objects and parts of uploads looked at: %d; damaged: %d; files that belong to none: %d%n",
                found.path("checked").asLong(), damaged, strays);
        return damaged;
    }

    private long contents() {
        JsonNode found = cloud.control().await("/_postern/contents-check");
        long damaged = found.path("damaged").asLong();
        problems(found, damaged);
        System.out.printf(
                "objects read: %d; damaged: %d; not read, as a key of KMS or of a client encrypts them: %d%n",
                found.path("compared").asLong(), damaged, found.path("opaque").asLong());
        return damaged;
    }

    private static void problems(JsonNode found, long damaged) {
        for (JsonNode problem : found.path("problems")) {
            System.out.println(StatusCommand.describe(problem));
        }
        more(damaged - found.path("problems").size());
    }

    private static void more(long count) {
        if (count > 0) {
            System.out.println("... and " + count + " more");
        }
    }
}

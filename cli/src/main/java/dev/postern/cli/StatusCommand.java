package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./postern status}. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "Says what runs.")
final class StatusCommand implements Runnable {
    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Override
    public void run() {
        JsonNode status = cloud.control().status();
        if (json) {
            System.out.println(status.toPrettyString());
            return;
        }
        System.out.printf(
                "Postern on 127.0.0.1:%s, data in %s, up since %s%n",
                status.path("port").asText(),
                status.path("data").asText(),
                status.path("since").asText());
        if (status.path("internet").path("open").asBoolean()) {
            List<String> allowed = new ArrayList<>();
            status.path("internet").path("allowed").forEach(block -> allowed.add(block.asText()));
            List<String> closed = new ArrayList<>();
            status.path("internet").path("closedNetworks").forEach(network -> closed.add(network.asText()));
            System.out.println("  internet: open" + (allowed.isEmpty() ? "" : ", and " + String.join(" ", allowed))
                    + (closed.isEmpty()
                            ? ""
                            : "; closed, as networks of this machine's interfaces: " + String.join(" ", closed)));
        }
        for (JsonNode attached : status.path("attachedServices")) {
            System.out.println("  attached: " + ServiceCommand.describe(attached));
        }
        for (JsonNode problem : status.path("problems")) {
            System.out.println("  problem: " + describe(problem));
        }
        for (JsonNode over : status.path("mended")) {
            System.out.println("  mended at " + over.path("at").asText() + ": " + describe(over) + "; "
                    + over.path("done").asText());
        }
        for (JsonNode refused : status.path("refusedByBalancers")) {
            System.out.println("  refused at " + refused.path("balancer").asText() + ": "
                    + refused.path("packets").asText() + " packets, as "
                    + refused.path("text").asText());
        }
        for (JsonNode instance : status.path("instances")) {
            System.out.printf(
                    "  %-20s %-14s %-15s %-16s %s%n",
                    instance.path("id").asText(),
                    state(instance),
                    instance.path("privateIp").asText("-"),
                    instance.path("publicIp").asText("-"),
                    instance.path("name").asText());
        }
    }

    /** With what follows a start of the cloud, until the instance has been looked at. */
    private static String state(JsonNode instance) {
        String state = instance.path("state").asText();
        return instance.path("reachability").asText().equals("initializing") ? state + " (initializing)" : state;
    }

    /** A problem in one line. */
    static String describe(JsonNode problem) {
        return problem.path("code").asText() + " " + problem.path("where").asText() + ": "
                + problem.path("text").asText();
    }
}

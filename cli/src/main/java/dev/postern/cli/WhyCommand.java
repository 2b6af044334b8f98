package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./postern why}. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = {
            "Says whether a request or a packet gets through, what stops it first, and what would let it.",
            "",
            "  why INSTANCE s3:GetObject s3://BUCKET/KEY    a request from an instance",
            "  why host s3:ListBucket s3://BUCKET           the same from this machine",
            "  why INSTANCE 10.0.2.10:443[/udp|/icmp]       a packet from an instance; NAME:443 works, too",
            "  why internet INSTANCE:22                     a packet from the internet",
            "  why --last [INSTANCE]                        what was really refused last",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:an answer",
            "1:an answer, but not the expected one, or not what the probe saw",
            "2:no such question"
        })
final class WhyCommand implements Callable<Integer> {
    /** What somebody expects. */
    enum Verdict {
        allowed,
        denied
    }

    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FROM",
            description = "An instance's id or Name tag, host, or internet.")
    private String from = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "WHAT",
            description = "An action as s3:GetObject, or where a packet goes as 10.0.2.10:443.")
    private String what = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "RESOURCE",
            description = "Of an action: s3://BUCKET[/KEY], an ARN, an id, or *.")
    private @Nullable String resource;

    @Option(names = "--last", description = "What was really refused last, of anybody or of the instance.")
    private boolean last;

    @Option(
            names = "--as",
            paramLabel = "WHO",
            description = "Another caller: a role, a user, an access key, an ARN, root, or anonymous.")
    private @Nullable String as;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "Whose endpoint is asked (the bucket's, else the instance's).")
    private @Nullable String region;

    @Option(
            names = "--bucket-owner",
            paramLabel = "ACCOUNT",
            description = "The account that the bucket belongs to, where that is not the caller's.")
    private @Nullable String bucketOwner;

    @Option(
            names = "--probe",
            description =
                    "Also really sends it, if that changes nothing, and shows what happens beside what is foretold.")
    private boolean probe;

    @Option(names = "--json", description = "For programs; docs/why.md describes it.")
    private boolean json;

    @Option(
            names = "--expect",
            paramLabel = "VERDICT",
            description = "allowed or denied: ends with 1 if it is otherwise.")
    private @Nullable Verdict expected;

    @Override
    public Integer call() {
        boolean complete = last ? what.isEmpty() : !what.isEmpty();
        if (!complete) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    last
                            ? "--last takes an instance or nothing"
                            : "say from where and what, as: why INSTANCE 10.0.2.10:443; or --last");
        }
        JsonNode answer = cloud.control().post(last ? "/_postern/last" : "/_postern/why", question());
        if (json) {
            System.out.println(answer.toPrettyString());
        } else {
            System.out.print(answer.path("text").asText());
        }
        System.out.flush();
        boolean otherwise = expected != null && !answer.path("verdict").asText().equals(expected.name());
        if (otherwise) {
            System.err.println("postern: expected " + expected + ", and it is "
                    + answer.path("verdict").asText());
        }
        boolean differs = !answer.path("probe").path("agrees").asBoolean(true);
        if (differs) {
            System.err.println("postern: what was foretold and what happened differ: a defect of Postern");
        }
        return otherwise || differs ? 1 : 0;
    }

    private Map<String, String> question() {
        Map<String, String> question = new LinkedHashMap<>();
        put(question, "from", from.isEmpty() ? null : from);
        put(question, "what", what.isEmpty() ? null : what);
        put(question, "resource", resource);
        put(question, "as", as);
        put(question, "region", region);
        put(question, "bucketOwner", bucketOwner);
        if (from.equals("host")) {
            put(question, "hostKey", System.getenv("AWS_ACCESS_KEY_ID"));
        }
        if (probe) {
            question.put("probe", "true");
        }
        if (!json) {
            question.put("text", isTerminal() ? "coloured" : "plain");
        }
        return question;
    }

    private static void put(Map<String, String> question, String name, @Nullable String value) {
        Optional.ofNullable(value).ifPresent(given -> question.put(name, given));
    }

    @SuppressWarnings("SystemConsoleNull") // NullAway reads its Javadoc: it may be null
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        return console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
    }
}

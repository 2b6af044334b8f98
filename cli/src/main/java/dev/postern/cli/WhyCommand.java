package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:an answer", "1:an answer, but not the expected one", "2:no such question"})
final class WhyCommand implements Callable<Integer> {
    /** What somebody expects. */
    enum Verdict {
        allowed,
        denied
    }

    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Parameters(index = "0", paramLabel = "FROM", description = "An instance's id or Name tag, host, or internet.")
    private String from = "";

    @Parameters(
            index = "1",
            paramLabel = "WHAT",
            description = "An action as s3:GetObject, or where a packet goes as 10.0.2.10:443.")
    private String what = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "RESOURCE",
            description = "Of an action: s3://BUCKET[/KEY], an ARN, an id, or *.")
    private @Nullable String resource;

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

    @Option(names = "--json", description = "For programs; docs/why.md describes it.")
    private boolean json;

    @Option(
            names = "--expect",
            paramLabel = "VERDICT",
            description = "allowed or denied: ends with 1 if it is otherwise.")
    private @Nullable Verdict expected;

    @Override
    public Integer call() {
        JsonNode answer = cloud.control().post("/_postern/why", question());
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
        return otherwise ? 1 : 0;
    }

    private Map<String, String> question() {
        Map<String, String> question = new LinkedHashMap<>();
        question.put("from", from);
        question.put("what", what);
        put(question, "resource", resource);
        put(question, "as", as);
        put(question, "region", region);
        put(question, "bucketOwner", bucketOwner);
        if (from.equals("host")) {
            put(question, "hostKey", System.getenv("AWS_ACCESS_KEY_ID"));
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

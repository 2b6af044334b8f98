package dev.postern.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

    private static final Set<String> OPTIONS =
            Set.of("--data", "--port", "--as", "--region", "--bucket-owner", "--expect");
    private static final Set<String> FLAGS = Set.of("--last", "--probe", "--json");
    private static final Set<String> VERDICTS = Set.of(Verdict.allowed.name(), Verdict.denied.name());

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

    /** The command with its arguments, where picocli need not look at them. */
    static Optional<WhyCommand> read(List<String> arguments) {
        Optional<Words> words = Words.read(arguments, OPTIONS, FLAGS);
        if (words.isEmpty() || words.get().positional().size() > 3 || !isPlain(words.get())) {
            return Optional.empty();
        }
        WhyCommand command = of(words.get());
        return command.isComplete() ? Optional.of(command) : Optional.empty();
    }

    private static boolean isPlain(Words words) {
        String verdict = words.option("--expect");
        String port = words.option("--port");
        return (verdict == null || VERDICTS.contains(verdict)) && (port == null || isNumber(port));
    }

    private static boolean isNumber(String text) {
        return text.length() < 6 && text.chars().allMatch(Character::isDigit);
    }

    private static WhyCommand of(Words words) {
        WhyCommand command = new WhyCommand();
        String data = words.option("--data");
        String port = words.option("--port");
        String verdict = words.option("--expect");
        command.cloud.data = data == null ? null : Path.of(data);
        command.cloud.port = port == null ? null : Integer.valueOf(port);
        command.expected = verdict == null ? null : Verdict.valueOf(verdict);
        command.from = Objects.requireNonNullElse(words.at(0), "");
        command.what = Objects.requireNonNullElse(words.at(1), "");
        command.resource = words.at(2);
        command.as = words.option("--as");
        command.region = words.option("--region");
        command.bucketOwner = words.option("--bucket-owner");
        command.last = words.flags().contains("--last");
        command.probe = words.flags().contains("--probe");
        command.json = words.flags().contains("--json");
        return command;
    }

    private boolean isComplete() {
        return last ? what.isEmpty() : !what.isEmpty();
    }

    @Override
    public Integer call() {
        if (!isComplete()) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    last
                            ? "--last takes an instance or nothing"
                            : "say from where and what, as: why INSTANCE 10.0.2.10:443; or --last");
        }
        return ask();
    }

    /** Asks, and prints the answer. */
    int ask() {
        Exchange answer = cloud.control().say(last ? "/_postern/last" : "/_postern/why", question());
        System.out.print(answer.body());
        System.out.flush();
        String verdict = answer.header("x-postern-verdict").orElse("");
        boolean otherwise = expected != null && !verdict.equals(expected.name());
        if (otherwise) {
            System.err.println("postern: expected " + expected + ", and it is " + verdict);
        }
        boolean differs =
                answer.header("x-postern-probe").filter("differs"::equals).isPresent();
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
        question.put("print", json ? "json" : isTerminal() ? "coloured" : "plain");
        return question;
    }

    private static void put(Map<String, String> question, String name, @Nullable String value) {
        if (value != null) {
            question.put(name, value);
        }
    }

    @SuppressWarnings("SystemConsoleNull") // NullAway reads its Javadoc: it may be null
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        return console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
    }
}

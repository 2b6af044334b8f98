package dev.postern.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.cli.verify.DiffReport;
import dev.postern.cli.verify.Finding;
import dev.postern.cli.verify.JunitReport;
import dev.postern.cli.verify.SavedPerimeter;
import dev.postern.cli.verify.TextReport;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./postern verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Holds a perimeter file against the cloud: who must reach what, and who must not. Each line is foretold, and"
                    + " then really sent where that changes nothing.",
            ""
        },
        footer = {"", "docs/verify.md describes the file."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all lines hold, or the two files say the same",
            "1:some do not",
            "2:a file has a mistake, and nothing was asked"
        })
final class VerifyCommand implements Callable<Integer> {
    /** Each that is denied takes seconds, and most of them are waiting. */
    private static final int AT_ONCE = 8;

    @Mixin
    private final CloudOptions cloud = new CloudOptions();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The perimeter, as perimeter.yaml.")
    private Path file = Path.of("");

    @Option(
            names = "--diff",
            arity = "2",
            paramLabel = "FILE",
            description =
                    "Instead of a FILE: tells of what an older file and a newer one say otherwise, and why. No cloud is asked.")
    private List<Path> compared = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--paper", description = "Only foretells: nothing is sent.")
    private boolean paper;

    @Option(names = "--junit", paramLabel = "REPORT", description = "Also writes a JUnit XML report.")
    private @Nullable Path junit;

    @Override
    public Integer call() {
        boolean named = !file.toString().isEmpty();
        if (named != compared.isEmpty()) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    named ? "--diff takes two files, and no other" : "say which FILE, or two with --diff");
        }
        return named ? verify() : diff();
    }

    private int diff() {
        DiffReport report = DiffReport.of(saved(compared.getFirst()), saved(compared.getLast()));
        System.out.print(report.text());
        System.out.flush();
        write(() -> JunitReport.of(
                compared.getFirst().toString(), compared.getLast().toString(), report));
        return report.same() ? 0 : 1;
    }

    private static SavedPerimeter saved(Path file) {
        try {
            return SavedPerimeter.read(text(file));
        } catch (SavedPerimeter.Mistake e) {
            throw new CommandFailure(file + ":" + e.getMessage(), 2);
        }
    }

    private int verify() {
        Control control = cloud.control();
        JsonNode report = foretold(control);
        boolean onPaper = report.path("paper").asBoolean();
        List<Finding> findings = findings(control, report.path("questions"), paper || onPaper);
        System.out.print(TextReport.of(findings, paper || onPaper));
        if (onPaper) {
            System.out.println("packets: not run, as this cloud was imported on paper");
        }
        System.out.flush();
        write(() -> JunitReport.of(file.toString(), findings));
        return findings.stream().allMatch(Finding::holds) ? 0 : 1;
    }

    /** Writes the report for programs, where one was asked for. */
    private void write(Supplier<String> report) {
        if (junit != null) {
            try {
                Files.writeString(junit, report.get());
            } catch (IOException e) {
                throw new CommandFailure("--junit cannot be written: " + e);
            }
        }
    }

    /** A perimeter file. */
    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("there is no file " + file, 2);
        } catch (CharacterCodingException e) {
            throw new CommandFailure(file + " is no text in UTF-8", 2);
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be read: " + e.getMessage(), 2);
        }
    }

    private JsonNode foretold(Control control) {
        String text = text(file);
        try {
            return control.post("/_postern/verify", Map.of("file", text));
        } catch (CommandFailure e) {
            throw e.exitCode() == 2 ? new CommandFailure(file + ":" + e.getMessage(), 2) : e;
        }
    }

    private List<Finding> findings(Control control, JsonNode questions, boolean nothingSent) {
        List<Future<Finding>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (JsonNode question : questions) {
                asked.add(threads.submit(() -> finding(control, question, nothingSent)));
            }
            List<Finding> findings = new ArrayList<>();
            for (Future<Finding> one : asked) {
                findings.add(one.get());
            }
            return findings;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CommandFailure expected
                    ? expected
                    : new CommandFailure("a question failed: " + e.getCause());
        }
    }

    private static Finding finding(Control control, JsonNode question, boolean nothingSent) {
        if (nothingSent || question.path("paper").asBoolean() || !question.has("ask")) {
            return Finding.foretold(question);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        question.path("ask")
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        fields.put("probe", "true");
        fields.put("print", "json");
        return Finding.sent(question, control.post("/_postern/why", fields));
    }
}

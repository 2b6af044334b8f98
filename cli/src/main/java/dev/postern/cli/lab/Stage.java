package dev.postern.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.cli.Control;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the lab's steps and tells the story: what, the command, from where, what came back, and why. */
final class Stage {
    private static final int LINES_MAX = 14;
    /** So that nothing waits for ever: the first launch of an image may take minutes. */
    private static final int TIMEOUT_SECONDS = 300;

    private final Path directory;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final Control control;
    private int chapter;
    private int step;

    /**
     * A stage.
     *
     * @param directory where commands on this machine run
     * @param environment all of theirs: what this machine's user has set must not change the story
     * @param control where the product is asked what it foretells
     */
    Stage(Path directory, Map<String, String> environment, PrintStream out, Control control) {
        this.control = control;
        this.directory = directory;
        this.environment = Map.copyOf(environment);
        this.out = out;
    }

    void chapter(String title) {
        chapter++;
        step = 0;
        out.printf("%n%s %d. %s %s%n", "──", chapter, title, "─".repeat(Math.max(0, 90 - title.length())));
    }

    void tell(String line) {
        out.println("  " + line);
    }

    /** Runs a step and returns what it printed. */
    String run(Step one) {
        return together(one).getFirst();
    }

    /** Runs steps that do not depend on each other at the same time, as in several terminals; tells them in order. */
    List<String> together(Step... steps) {
        List<String> texts = new ArrayList<>();
        try (ExecutorService terminals = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Performed>> running = new ArrayList<>();
            for (Step one : steps) {
                running.add(terminals.submit(() -> perform(one)));
            }
            for (int i = 0; i < steps.length; i++) {
                texts.add(report(steps[i], join(running.get(i))));
            }
        }
        return texts;
    }

    /** Repeats a quick command until what it prints is as expected; the last outcome is told. */
    String until(Step one, int seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Performed performed = perform(one);
        while (one.expectation().mismatch(performed.outcome()).isPresent() && System.nanoTime() < deadline) {
            performed = perform(one);
        }
        return report(one, performed);
    }

    /**
     * What came of a step.
     *
     * @param answer the product's to what it foretells, where it is asked
     */
    private record Performed(Outcome outcome, Optional<JsonNode> answer) {}

    private Performed perform(Step one) {
        Outcome outcome = perform(one.place(), one.command());
        return new Performed(outcome, one.foretold().map(foretold -> foretold.ask(control)));
    }

    private String report(Step one, Performed performed) {
        Outcome outcome = performed.outcome();
        step++;
        out.printf("%n  %d.%d %s%n", chapter, step, one.title());
        out.printf("      %s$ %s%n", one.place().name(), one.command().strip().replace("\n", "\n      > "));
        List<String> lines = outcome.text().lines().toList();
        lines.stream().limit(LINES_MAX).forEach(line -> out.println("      " + line));
        if (lines.size() > LINES_MAX) {
            out.printf("      ... %d more lines%n", lines.size() - LINES_MAX);
        }
        Optional<String> mismatch = one.expectation()
                .mismatch(outcome)
                .or(() -> one.foretold().flatMap(foretold -> performed.answer().flatMap(foretold::mismatch)));
        if (mismatch.isPresent()) {
            out.printf("      NOT AS ON AWS: %s%n", mismatch.get());
            throw new Mismatch(one.title() + ": " + mismatch.get());
        }
        if (!one.why().isEmpty()) {
            out.printf("      why: %s (%.1f s)%n", one.why(), outcome.seconds());
        }
        one.foretold().ifPresent(foretold -> {
            out.printf("      host$ ./postern why %s%n", foretold.question());
            performed.answer().map(Foretold::lines).orElse(List.of()).forEach(line -> out.println("      " + line));
        });
        return outcome.text();
    }

    private Outcome perform(Place place, String command) {
        List<String> words = new ArrayList<>(place.command());
        words.add(command);
        long start = System.nanoTime();
        try {
            ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
            builder.redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            Thread.ofVirtual().start(() -> endAfterLimit(process));
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output, (System.nanoTime() - start) / 1e9);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void endAfterLimit(Process process) {
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static Performed join(Future<Performed> running) {
        try {
            return running.get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An outcome that AWS would not have given. */
    static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(String message) {
            super(message, null, false, false);
        }
    }
}

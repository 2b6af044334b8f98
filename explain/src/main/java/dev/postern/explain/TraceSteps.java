package dev.postern.explain;

import dev.postern.network.trace.Component;
import dev.postern.network.trace.Hop;
import dev.postern.network.trace.Remedy;
import dev.postern.network.trace.Rule;
import dev.postern.network.trace.Ruling;
import dev.postern.network.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/** A packet's way, and that of the answer, as steps. */
public final class TraceSteps {
    private TraceSteps() {}

    /** The steps, there and back. */
    public static List<Step> of(Trace trace) {
        List<Step> steps = new ArrayList<>();
        trace.there().forEach(hop -> steps.add(step(Step.Part.THERE, hop)));
        trace.back().forEach(hop -> steps.add(step(Step.Part.BACK, hop)));
        return steps;
    }

    private static Step step(Step.Part part, Hop hop) {
        Rule rule = hop.ruling().rule();
        Step.Ruling ruling = Step.Ruling.PASSED;
        List<Fix> fixes = List.of();
        switch (hop.ruling()) {
            case Ruling.Passed _ -> {}
            case Ruling.Translated _ -> ruling = Step.Ruling.TRANSLATED;
            case Ruling.Stopped(var _, List<Remedy> remedies) -> {
                ruling = Step.Ruling.STOPPED;
                fixes = remedies.stream()
                        .map(remedy -> new Fix(remedy.text(), remedy.awsCommands()))
                        .toList();
            }
        }
        return new Step(part, hop.stage().label(), name(hop.at()), ruling, rule.text(), details(rule), fixes);
    }

    private static String name(Component at) {
        return switch (at) {
            case Component.Eni(var id, var holder) ->
                id + holder.map(one -> " of " + one.name()).orElse("");
            case Component.Table(var id, var of) -> id + " of " + of;
            case Component.Acl(var id, var subnet) -> id + " of " + subnet;
            case Component.Groups(var _, var groups) -> groups.toString();
            default -> at.name();
        };
    }

    /** Other routes to the same place that a person may wonder about, and what becomes of a connection without a group's rule. */
    private static List<String> details(Rule rule) {
        return switch (rule) {
            case Rule.RouteOf(var _, var _, var lost) ->
                lost.stream().map(other -> "not " + other).toList();
            case Rule.GroupRule(var _, var _, var tracking) -> List.of(tracking.text());
            default -> List.of();
        };
    }
}

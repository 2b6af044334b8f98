package dev.postern.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An explanation for people: no line is longer than 100 columns, unless one word alone is. */
public final class TextRendering {
    private static final int COLUMNS = 100;
    private static final int STAGE_COLUMNS = 26;
    private static final int INDENT = 6;

    /** Words of a shell's line, with what is quoted in them. */
    private static final Pattern SHELL_WORD = Pattern.compile("(?:'[^']*'|\\\\.|[^ '\\\\])+");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean colours;
    private final StringBuilder out = new StringBuilder();

    private TextRendering(boolean colours) {
        this.colours = colours;
    }

    /**
     * The text.
     *
     * @param colours whether a terminal shows it
     */
    public static String of(Explanation explanation, boolean colours) {
        return of(explanation, Optional.empty(), colours);
    }

    /** The same with what was seen when it was really sent, side by side. */
    public static String of(Explanation explanation, Optional<Probe> probe, boolean colours) {
        TextRendering text = new TextRendering(colours);
        text.render(explanation);
        probe.ifPresent(seen -> text.probe(explanation, seen));
        return text.out.toString();
    }

    private void render(Explanation explanation) {
        paragraph("", "", Paint.BOLD, explanation.question().inWords());
        explanation.question().caller().ifPresent(caller -> paragraph("", "", Paint.PLAIN, "as " + caller));
        for (Step.Part part : Step.Part.values()) {
            List<Step> steps = explanation.steps().stream()
                    .filter(step -> step.part() == part)
                    .toList();
            if (!steps.isEmpty()) {
                line("");
                line(paint(Paint.BOLD, part.title()));
                steps.forEach(this::step);
            }
        }
        line("");
        explanation.stop().ifPresentOrElse(this::denied, () -> allowed(explanation));
    }

    private void step(Step step) {
        String head = step.at().isEmpty() ? step.text() : step.at() + ": " + step.text();
        String label = pad(step.ruling().sign(), 5) + pad(step.stage(), STAGE_COLUMNS);
        paragraph("  " + label + " ", " ".repeat(label.length() + 3), paint(step.ruling()), head);
        for (String detail : step.details()) {
            // A statement's text has no blanks at which a line could end.
            String breakable = detail.startsWith("{") ? detail.replaceAll(",(?=[\"{\\[])", ", ") : detail;
            paragraph(" ".repeat(10), " ".repeat(12), Paint.FAINT, breakable);
        }
    }

    private void denied(Step stop) {
        String where = stop.at().isEmpty() ? stop.stage() : stop.stage() + " " + stop.at();
        String by = stop.part() == Step.Part.REQUEST ? "by" : "at";
        paragraph("", "", Paint.RED, "DENIED " + by + " the " + where + ": " + stop.text());
        if (stop.fixes().isEmpty()) {
            return;
        }
        line("");
        line(stop.fixes().size() == 1 ? "This would let it pass here:" : "Each of these would let it pass here:");
        for (Fix fix : stop.fixes()) {
            paragraph("  * ", "    ", Paint.PLAIN, fix.text());
            fix.commands().forEach(this::command);
        }
    }

    private void allowed(Explanation explanation) {
        String door = explanation.door().map(d -> ", by " + d.text()).orElse("");
        paragraph("", "", Paint.GREEN, "ALLOWED: nothing stops it" + door + ".");
        explanation.answer().ifPresent(answer -> paragraph("", "", Paint.PLAIN, answer));
    }

    private void probe(Explanation explanation, Probe probe) {
        line("");
        if (probe.seen() == Probe.Seen.NOT_SENT) {
            paragraph("", "", Paint.YELLOW, "Not really sent: " + probe.sent() + ".");
            return;
        }
        paragraph("", "", Paint.BOLD, "Really sent: " + probe.sent());
        line("  foretold  " + (explanation.allowed() ? "ALLOWED" : "DENIED"));
        paragraph(
                "  seen      ",
                " ".repeat(12),
                Paint.PLAIN,
                probe.seen().wireName().toUpperCase(Locale.ROOT) + ": " + probe.came());
        if (probe.agrees(explanation).filter(agrees -> !agrees).isPresent()) {
            paragraph(
                    "",
                    "",
                    Paint.RED,
                    "They differ: this is a defect of Postern. Please report it, with this answer as --json prints it.");
        }
    }

    /** A command that can be copied: broken between options where it is long, its documents spread over lines. */
    private void command(String command) {
        String indent = "    $ ";
        for (String each : broken(command).split("\n", -1)) {
            line(indent + paint(Paint.CYAN, each));
            indent = "      ";
        }
    }

    private static String broken(String command) {
        if (command.length() <= COLUMNS - INDENT) {
            return command;
        }
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String group : groups(command)) {
            boolean fits = column == 0 || (group.indexOf('\n') < 0 && column + 3 + group.length() <= COLUMNS - INDENT);
            if (!fits) {
                text.append(" \\\n  ");
                column = 2;
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(group);
            int lastLine = group.lastIndexOf('\n');
            column = lastLine < 0 ? column + group.length() : group.length() - lastLine - 1;
        }
        return text.toString();
    }

    /** The program and its operation, and then each option with its values. */
    private static List<String> groups(String command) {
        List<String> groups = new ArrayList<>();
        Matcher word = SHELL_WORD.matcher(command);
        while (word.find()) {
            String shown = spread(word.group());
            groups.add(groups.isEmpty() || shown.startsWith("--") ? shown : groups.removeLast() + " " + shown);
        }
        return groups;
    }

    /** A quoted JSON document, on as many lines as it has members. */
    private static String spread(String word) {
        if (!word.startsWith("'{") || word.length() < 60) {
            return word;
        }
        try {
            return Fix.quoted(JSON.readTree(word.substring(1, word.length() - 1).replace("'\\''", "'"))
                    .toPrettyString());
        } catch (JsonProcessingException e) {
            return word;
        }
    }

    private void paragraph(String first, String others, Paint paint, String text) {
        StringBuilder current = new StringBuilder(first);
        int begin = first.length();
        for (String word : text.split(" ", -1)) {
            if (current.length() > begin && current.length() + 1 + word.length() > COLUMNS) {
                flush(current, begin, paint);
                current.append(others);
                begin = others.length();
            }
            if (current.length() > begin) {
                current.append(' ');
            }
            current.append(word);
        }
        flush(current, begin, paint);
    }

    private void flush(StringBuilder current, int begin, Paint paint) {
        line(current.substring(0, begin) + paint(paint, current.substring(begin)));
        current.setLength(0);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    private enum Paint {
        PLAIN(""),
        BOLD("1"),
        FAINT("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        CYAN("36");

        private final String code;

        Paint(String code) {
            this.code = code;
        }
    }

    private static Paint paint(Step.Ruling ruling) {
        return switch (ruling) {
            case PASSED, TRANSLATED -> Paint.PLAIN;
            case NOTED -> Paint.FAINT;
            case STOPPED -> Paint.RED;
            case WOULD_STOP -> Paint.YELLOW;
        };
    }

    private String paint(Paint paint, String text) {
        return colours && !paint.code.isEmpty() && !text.isEmpty()
                ? "\u001b[" + paint.code + "m" + text + "\u001b[0m"
                : text;
    }
}

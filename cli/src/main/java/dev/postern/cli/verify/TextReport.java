package dev.postern.cli.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was found, for people: a line for each line of the file, and under those that do not hold why. */
public final class TextReport {
    private TextReport() {}

    /**
     * The report.
     *
     * @param paper whether nothing was to be sent
     */
    public static String of(List<Finding> findings, boolean paper) {
        SortedMap<Integer, List<Finding>> lines = new TreeMap<>();
        findings.forEach(
                one -> lines.computeIfAbsent(one.line(), _ -> new ArrayList<>()).add(one));
        StringBuilder out = new StringBuilder();
        lines.forEach((number, all) -> line(out, number, all));
        long holding = lines.values().stream()
                .filter(all -> all.stream().allMatch(Finding::holds))
                .count();
        long sent = findings.stream().filter(Finding::wasSent).count();
        out.append('\n').append(holding).append(" of ").append(lines.size()).append(" lines hold; ");
        out.append(findings.size()).append(findings.size() == 1 ? " question, " : " questions, ");
        out.append(paper ? "on paper alone\n" : sent + " of them really sent\n");
        return out.toString();
    }

    private static void line(StringBuilder out, int number, List<Finding> all) {
        boolean holds = all.stream().allMatch(Finding::holds);
        long judged = all.getFirst().judged();
        String questions = judged > 0
                ? " (" + judged + " requests judged)"
                : all.size() == 1 ? "" : " (" + all.size() + " questions)";
        out.append(String.format(
                "%-7s%4d  %s%s%n",
                holds ? "ok" : "BROKEN", number, all.getFirst().title(), questions));
        for (Finding one : all) {
            one.wrongs()
                    .forEach(wrong -> out.append("             ").append(wrong).append('\n'));
            one.letBy()
                    .forEach(lets ->
                            out.append("             let by ").append(lets).append('\n'));
            for (Finding.Remedy remedy : one.remedies()) {
                out.append("             * ").append(remedy.text()).append('\n');
                remedy.commands()
                        .forEach(command -> out.append("               $ ")
                                .append(command.replace("\n", "\n                 "))
                                .append('\n'));
            }
        }
        all.stream()
                .flatMap(one -> one.whyNot().stream())
                .distinct()
                .forEach(why -> out.append("             not sent, or not seen: ")
                        .append(why)
                        .append('\n'));
    }
}

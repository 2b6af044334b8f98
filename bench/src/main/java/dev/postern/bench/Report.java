package dev.postern.bench;

import java.io.PrintStream;
import java.util.Arrays;

/** Prints figures as they come. */
record Report(PrintStream out) {
    void figure(String what, double value, String unit, String remark) {
        out.printf("%-68s %10.2f %-6s %s%n", what, value, unit, remark);
    }

    /** Ours against the peer's: the medians of the rounds, and their ratio. */
    void ratio(String what, double[] ours, double[] peers, String unit, String peer, String goal) {
        double mine = median(ours);
        double theirs = median(peers);
        if (theirs == 0) {
            missing(what, "none of " + peer + "'s requests came to its end");
            return;
        }
        out.printf(
                "%-68s %10.2f        %.0f against %.0f %s of %s; %s%n",
                what, mine / theirs, mine, theirs, unit, peer, goal);
    }

    /** What could not be measured. */
    void missing(String what, String why) {
        out.printf("%-68s %10s        %s%n", what, "-", why);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

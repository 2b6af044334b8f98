package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.model.net.Protocol;
import dev.postern.network.trace.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * What is done with the packets of connections that a router knows. The kernel knows every connection; whether the security groups of
 * who began it, or of who was asked, remember it is written on its entry as a label, when they allow its first packet. Who remembers
 * lets the later packets pass; who does not is asked about each of them, as about the first.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html">Connection tracking</a>
 */
final class TrackingRules {
    /** The links of those whose connections are always remembered. */
    static final String AUTOMATIC = "automatic";

    /** The label of connections that the groups of who began them do not remember. */
    private static final String BEGUN = "ct label 1";

    /** The label of connections that the groups of who was asked do not remember. */
    private static final String ASKED = "ct label 2";

    private static final String KNOWN = "known";

    private TrackingRules() {}

    /**
     * The verdicts on what belongs to a connection, and on what belongs nowhere.
     *
     * @param strays the latter
     */
    static List<String> verdicts(List<String> strays) {
        List<String> rules = new ArrayList<>(List.of(
                // An error about a packet that was allowed.
                "ct state related " + Judgement.note(Judgement.SENDER) + " accept",
                "ct state established goto " + KNOWN));
        rules.addAll(strays);
        return rules;
    }

    /** The same where only who began may be asked: the other side is a service. */
    static List<String> verdictsOnQuestions(List<String> strays) {
        List<String> rules = new ArrayList<>(List.of(
                "ct state related " + Judgement.note(Judgement.SENDER) + " accept",
                "ct state established " + not(BEGUN) + " " + Judgement.note(Judgement.SENDER) + " accept"));
        rules.addAll(strays);
        return rules;
    }

    /**
     * The verdicts on answers of services to connections that who began them does not remember.
     *
     * @param services the condition that it comes from one
     */
    static List<String> verdictsOnAnswers(String services) {
        String answers = services + "ct direction reply " + BEGUN;
        return List.of(answers + " oifname vmap @ingress", answers + " drop");
    }

    /** The conditions under which who sends a packet is not asked about it. */
    static List<String> remembered() {
        return List.of(
                "ct state related",
                "ct state established ct direction original " + not(BEGUN),
                "ct state established ct direction reply " + not(ASKED));
    }

    /** The chain of connections that are known: each side has its say, or is known to have none. */
    static RulesetPart known(PacketTable table) {
        return new Chain(
                Rank.BRANCH,
                table,
                KNOWN,
                List.of(
                        not(BEGUN) + " " + not(ASKED) + " " + Judgement.note(Judgement.SENDER) + " accept",
                        "ct direction original " + not(BEGUN) + " " + Judgement.note(Judgement.SENDER),
                        "ct direction reply " + not(ASKED) + " " + Judgement.note(Judgement.SENDER),
                        Judgement.lacks(Judgement.SENDER) + " iifname vmap @egress",
                        "ct direction original " + not(ASKED) + " accept",
                        "ct direction reply " + not(BEGUN) + " accept",
                        "oifname vmap @ingress",
                        Drops.at(Stage.SG_IN)));
    }

    /**
     * The chain that lets pass what groups allow and do not remember. What comes from, or goes to, an interface of which all
     * connections are remembered, they remember: also its own groups do.
     *
     * @param protocols of which they do not
     */
    static RulesetPart untracked(PacketTable table, SortedSet<Protocol> protocols, boolean out) {
        String names = protocols.stream().map(Protocol::toString).collect(Collectors.joining("-"));
        List<String> rules = new ArrayList<>();
        rules.add("ct state new meta l4proto { "
                + protocols.stream().map(Protocol::toString).collect(Collectors.joining(", ")) + " } "
                + "iifname != @" + AUTOMATIC + " oifname != @" + AUTOMATIC + " "
                + (out ? BEGUN : ASKED).replace("label", "label set"));
        rules.add(out ? Judgement.note(Judgement.SENDER) : "accept");
        return new Chain(Rank.NOTE, table, (out ? "out-untracked-" : "in-untracked-") + names, rules);
    }

    private static String not(String label) {
        return label.replace("label", "label !");
    }
}

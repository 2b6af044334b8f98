package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.FlowCounts;
import dev.postern.dataplane.FlowVerdict;
import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Counts the packets of a VPC's interfaces, each by its flow: where somebody has a flow log, and nowhere else. An interface that sends
 * is counted where its groups and the ACL of its subnet have allowed or refused the packet, one that is sent to where its own have.
 * What nobody was asked about, as the questions to the guest services, is not counted.
 *
 * <p>A packet is one more in the set of its verdict and kind. What a flow's flags were follows from the sets that it is in, as a set's
 * key must be short: nft cannot list longer ones. A set has room for {@link #FLOWS_MAX}; what comes while it is full is let through, or
 * dropped, uncounted.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html">Flow log records</a>
 */
public final class FlowRules {
    /** How many flows a set has room for. */
    public static final int FLOWS_MAX = 32_768;

    private static final String SENDS = VpcRules.INTERFACES;
    private static final String IS_SENT = VpcRules.TO_INTERFACES;
    private static final String ACCEPTED = "count-accepted";
    private static final String ASKED = "count-asked";

    private final PacketTable table;
    private final AclRules acls;
    private final List<FlowVerdict> verdicts;

    /** What packets are told apart by: the key of the set that they are in. */
    public enum Kind {
        TCP(6, 0, "meta l4proto tcp tcp flags & (fin|syn|rst) == 0"),
        TCP_SYN(6, 2, "tcp flags & (syn|ack) == syn"),
        TCP_SYN_ACK(6, 18, "tcp flags & (syn|ack) == (syn|ack)"),
        TCP_FIN(6, 1, "tcp flags & (fin|rst) == fin"),
        TCP_RST(6, 4, "tcp flags & rst == rst"),
        UDP(17, 0, "meta l4proto udp"),
        /** Of all other protocols: the key has the protocol's number instead of ports. */
        OTHER(0, 0, "meta l4proto != { tcp, udp }");

        private final int protocol;
        private final int flags;
        private final String condition;

        Kind(int protocol, int flags, String condition) {
            this.protocol = protocol;
            this.flags = flags;
            this.condition = condition;
        }

        /** The protocol's number; 0 where the key has it. */
        public int protocol() {
            return protocol;
        }

        /** As flow logs have them. */
        public int flags() {
            return flags;
        }
    }

    /**
     * The rules of a VPC.
     *
     * @param verdicts those that there are in it
     */
    FlowRules(PacketTable table, AclRules acls, List<FlowVerdict> verdicts) {
        this.table = table;
        this.acls = acls;
        this.verdicts = List.copyOf(verdicts);
    }

    /** The verdicts that there are in a VPC, and that there are sets for. */
    public static List<FlowVerdict> verdicts(VpcIntent vpc) {
        return Stream.of(FlowVerdict.values())
                .filter(verdict -> verdict != FlowVerdict.BLOCKED || vpc.blocksPublicAccess())
                .toList();
    }

    /**
     * The set of some packets.
     *
     * @param leaving what an interface sends, or else what it is sent
     */
    public static String set(boolean leaving, FlowVerdict verdict, Kind kind) {
        return "flows-" + (leaving ? "out-" : "in-") + word(verdict) + "-"
                + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String word(FlowVerdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    List<RulesetPart> parts() {
        List<RulesetPart> parts = new ArrayList<>();
        for (boolean leaving : List.of(true, false)) {
            for (FlowVerdict verdict : verdicts) {
                List<String> rules = new ArrayList<>();
                for (Kind kind : Kind.values()) {
                    parts.add(Elements.of(table.table(), "set", set(leaving, verdict, kind), type(kind), List.of()));
                    rules.add(kind.condition + " update @" + set(leaving, verdict, kind) + " { " + key(leaving, kind)
                            + " counter } return");
                }
                parts.add(new Chain(Rank.NOTE, table, chain(leaving, verdict), rules));
            }
        }
        parts.add(new Chain(
                Rank.BRANCH,
                table,
                ACCEPTED,
                List.of(
                        SENDS + count(true, FlowVerdict.ACCEPTED),
                        IS_SENT + count(false, FlowVerdict.ACCEPTED),
                        "accept")));
        parts.add(new Chain(Rank.BRANCH, table, ASKED, List.of(SENDS + count(true, FlowVerdict.ACCEPTED), "accept")));
        if (table == PacketTable.IPV4) {
            parts.add(answers());
        }
        return parts;
    }

    /** Answers of services to whom they reach, behind all who judge them. */
    private RulesetPart answers() {
        return Chain.base(
                table.table(),
                "count-answers",
                "type filter hook output priority filter + 10; policy accept;",
                List.of("ip saddr @services " + IS_SENT + count(false, FlowVerdict.ACCEPTED)));
    }

    private static String chain(boolean leaving, FlowVerdict verdict) {
        return "count-" + (leaving ? "out-" : "in-") + word(verdict);
    }

    private static String count(boolean leaving, FlowVerdict verdict) {
        return "jump " + chain(leaving, verdict);
    }

    private String type(Kind kind) {
        String addresses = "type ifname . %1$s . %1$s . ".formatted(table.addressType());
        return addresses + (kind == Kind.OTHER ? "inet_proto" : "inet_service . inet_service")
                + "; flags dynamic,timeout; size " + FLOWS_MAX + "; timeout " + FlowCounts.KEPT.toSeconds() + "s";
    }

    private String key(boolean leaving, Kind kind) {
        return (leaving ? "iifname" : "oifname") + " . " + table.source() + " . " + table.destination() + " . "
                + (kind == Kind.OTHER ? "meta l4proto" : "th sport . th dport");
    }

    /** The verdict on what all have let pass, on its way to somebody else. */
    static String accepted() {
        return "goto " + ACCEPTED;
    }

    /**
     * The gate of what is for the router itself: of that only what is for a service is counted.
     *
     * @param judged the condition that all have let it pass
     */
    static List<String> inputGate(PacketTable table, Optional<FlowRules> counted, String judged) {
        List<String> rules = new ArrayList<>(List.of("iifname \"lo\" accept"));
        counted.ifPresent(_ -> rules.add(table.destination() + " @services " + judged + " goto " + ASKED));
        rules.add(judged + " accept");
        rules.add("drop");
        return rules;
    }

    /** What is counted of a packet that a stage refuses before that notes it. */
    List<String> beforeNote(Stage stage) {
        return switch (stage) {
            // Who is not allowed to send what another refuses anyway is counted, and not noted once more.
            case SG_OUT ->
                List.of(SENDS + count(true, FlowVerdict.REJECTED), Judgement.lacks(Judgement.ADMITTED) + " drop");
            case NACL_OUT -> List.of(SENDS + count(true, FlowVerdict.REJECTED));
            default -> List.of();
        };
    }

    /** The same once it is noted. */
    List<String> afterNote(Stage stage) {
        return switch (stage) {
            case SPOOF, SG_OUT, NACL_OUT -> List.of();
            case SNAT -> table == PacketTable.IPV4 ? List.of() : List.of(sent()); // IPv4 is counted when it comes there
            case NACL_IN -> refusedOnArrival();
            case SG_IN -> List.of(sent(), IS_SENT + count(false, FlowVerdict.REJECTED));
            case NAT, DOOR ->
                List.of(
                        sent(),
                        Judgement.has(Judgement.SENDER | acls.bits(true) | acls.bits(false)) + " " + IS_SENT
                                + count(false, FlowVerdict.ACCEPTED));
            case BPA -> List.of(SENDS + count(true, FlowVerdict.BLOCKED), IS_SENT + count(false, FlowVerdict.BLOCKED));
            case ROUTE, EGRESS, PEERING, DETOUR, DELIVERY -> List.of(sent());
            default -> throw new IllegalArgumentException(stage + " refuses nothing here");
        };
    }

    /** Counts what whoever sent it was allowed to send. */
    private String sent() {
        return Judgement.has(Judgement.SENDER | acls.bits(true)) + " " + SENDS + count(true, FlowVerdict.ACCEPTED);
    }

    /** The ACL of who gets it is asked before the groups of who sends it, which have their say all the same. */
    private List<String> refusedOnArrival() {
        List<String> rules = new ArrayList<>();
        rules.add(IS_SENT + count(false, FlowVerdict.REJECTED));
        TrackingRules.remembered().forEach(known -> rules.add(known + " " + Judgement.note(Judgement.SENDER)));
        rules.add(Judgement.lacks(Judgement.SENDER) + " " + Judgement.withdraw(Judgement.ADMITTED));
        rules.add(Judgement.lacks(Judgement.SENDER) + " iifname vmap @egress");
        rules.add(sent());
        return rules;
    }
}

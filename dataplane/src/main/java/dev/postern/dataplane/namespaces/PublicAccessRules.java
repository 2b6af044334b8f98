package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions.Mode;
import dev.postern.network.InterfacePort;
import dev.postern.network.PublicAccess;
import dev.postern.network.trace.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What VPC Block Public Access keeps from the gateways to the internet, where it blocks anything in a VPC. What is allowed is listed, so
 * that nothing passes when a set is empty; and the rules are there twice, in the gate and behind it, so that nothing passes when one is gone.
 *
 * @param internet the links that may exchange packets with the internet gateway
 * @param egress those that may do so with the egress-only one
 */
record PublicAccessRules(PacketTable table, Elements internet, Elements egress) {
    private static final String INTERNET = "unblocked";
    private static final String EGRESS = "unblocked-egress";

    /** The label of connections that the egress-only gateway let out: what answers them comes by the internet gateway where there are both. */
    private static final String LET_OUT = "3";

    private static final String HOOK = "type filter hook forward priority filter + 20; policy accept;";

    /** Those that there are. */
    static PublicAccessRules in(PacketTable table, Ruleset before) {
        return new PublicAccessRules(
                table,
                before.earlier(table.table(), "set", INTERNET, "type ifname"),
                before.earlier(table.table(), "set", EGRESS, "type ifname"));
    }

    /**
     * With an interface.
     *
     * @param mode of its subnet; empty if nothing is blocked in the whole VPC
     */
    PublicAccessRules plus(InterfacePort one, Optional<Mode> mode) {
        String link = VpcRules.link(one);
        return new PublicAccessRules(
                table,
                isAllowed(one, mode, false) ? internet.plus(link) : internet,
                isAllowed(one, mode, true) ? egress.plus(link) : egress);
    }

    private static boolean isAllowed(InterfacePort one, Optional<Mode> mode, boolean egressOnly) {
        return mode.filter(its -> !PublicAccess.blocks(its, one.holder(), egressOnly))
                .isPresent();
    }

    PublicAccessRules minus(InterfacePort one) {
        String link = VpcRules.link(one);
        return new PublicAccessRules(table, internet.minus(link), egress.minus(link));
    }

    /**
     * What there is only where anything is blocked.
     *
     * @param edges the VPC's, by the names of their links
     */
    List<RulesetPart> parts(SortedMap<String, EdgeDesign> edges) {
        return List.of(internet, egress, Chain.base(table.table(), "public-access", HOOK, rules(edges)));
    }

    /** The rules on what leaves, and on what arrives. */
    List<String> rules(SortedMap<String, EdgeDesign> edges) {
        List<String> rules = new ArrayList<>();
        edges.forEach((link, edge) -> {
            String leaving = "oifname " + VpcRules.quoted(link) + " ";
            String arriving = "iifname " + VpcRules.quoted(link) + " ";
            switch (edge) {
                case InternetEdge _ -> {
                    rules.add(leaving + from(INTERNET) + drop());
                    rules.add(arriving + to(EGRESS) + drop());
                    rules.add(arriving + to(INTERNET) + "ct label ! " + LET_OUT + " " + drop());
                }
                case EgressEdge _ -> {
                    rules.add(leaving + from(EGRESS) + drop());
                    rules.add(arriving + to(EGRESS) + drop());
                    rules.add(leaving + "ct direction original ct label set " + LET_OUT);
                }
                case PeerEdge _ -> {}
            }
        });
        return rules;
    }

    private static String from(String others) {
        return VpcRules.INTERFACES + "iifname != @" + others + " ";
    }

    private static String to(String others) {
        return VpcRules.TO_INTERFACES + "oifname != @" + others + " ";
    }

    private static String drop() {
        return Drops.at(Stage.BPA);
    }
}

package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.network.trace.Stage;
import java.util.List;

/**
 * What a VPC's router knows of the endpoints of Gateway Load Balancers in it.
 *
 * <p>Packets must not go round among them for ever. They are no hops, as the router is none ({@link HopRules}): so no route leads back to the
 * endpoint that a packet comes from, and none from one to another for a packet whose life is nearly over.
 *
 * <p>One direction of a connection may pass an appliance and the other not. Of the way before or behind the appliance the tracking then knows
 * one half, and takes what follows for what belongs nowhere. The groups are asked about that, as about what begins.
 *
 * @param links of all such endpoints
 * @param circles from each of them back to itself
 */
record InspectionRules(PacketTable table, Elements links, Elements circles) {
    private static final String LINKS = "inspections";
    private static final String CIRCLES = "circles";

    /** Those that there are. */
    static InspectionRules in(PacketTable table, Ruleset before) {
        return new InspectionRules(
                table,
                before.earlier(table.table(), "set", LINKS, "type ifname"),
                before.earlier(table.table(), "set", CIRCLES, "type ifname . ifname"));
    }

    InspectionRules plus(String link) {
        return new InspectionRules(table, links.plus(link), circles.plus(link + " . " + link));
    }

    InspectionRules minus(String link) {
        return new InspectionRules(table, links.minus(link), circles.minus(link + " . " + link));
    }

    private boolean isEmpty() {
        return links.elements().isEmpty();
    }

    /** None where there are no such endpoints. */
    List<RulesetPart> parts() {
        return isEmpty() ? List.of() : List.of(links, circles);
    }

    /** The verdicts on what belongs to no connection. */
    List<String> strays() {
        String stray = "ct state invalid ";
        return isEmpty()
                ? List.of(stray + "drop")
                : List.of(
                        stray + "iifname != @" + LINKS + " oifname != @" + LINKS + " drop",
                        // An edge would let it pass as it is, untranslated.
                        stray + "iifname != \"e*\" drop",
                        stray + "oifname != \"e*\" drop");
    }

    /** The same of what is for a service. */
    List<String> strayQuestions() {
        return List.of("ct state invalid " + (isEmpty() ? "" : "iifname != @" + LINKS + " ") + "drop");
    }

    /** The rules that refuse. */
    List<String> refusals() {
        return isEmpty()
                ? List.of()
                : List.of(
                        "iifname . oifname @" + CIRCLES + " " + Drops.at(Stage.DETOUR),
                        "iifname @" + LINKS + " oifname @" + LINKS + " " + table.hopsLeft() + " <= " + HopRules.HIDDEN
                                + " " + Drops.at(Stage.DETOUR));
    }
}

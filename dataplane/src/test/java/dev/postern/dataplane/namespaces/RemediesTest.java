package dev.postern.dataplane.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Snapshot;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.network.Compilation;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.BalancerRule;
import dev.postern.network.trace.Hop;
import dev.postern.network.trace.InspectionRule;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Remedy;
import dev.postern.network.trace.Rule;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.RandomTopology;
import dev.postern.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** In random networks: what stops a packet is named, and what is said to help against it does. */
final class RemediesTest {
    private static final int TOPOLOGIES = Integer.getInteger("topologies", 100);

    /** So many remedies one after the other have not helped. */
    private static final int ENOUGH = 30;

    @Test
    void everyRefusalNamesARuleAndItsRemediesLetThePacketPass() {
        Seeds.each(TOPOLOGIES, random -> {
            Snapshot snapshot = RandomTopology.withStoppedInstances(random).snapshot();
            Compilation compiled = NetworkCompiler.compile(snapshot, Compilation.NONE);
            NetworkIntent intent = compiled.intent();
            List<Packet> flows = Flows.of(intent);
            for (int i = 0; i < flows.size(); i += 1 + random.nextInt(6)) {
                Trace trace = PacketWalker.trace(snapshot, intent, flows.get(i));
                if (trace.stopped().isPresent()) {
                    refused(snapshot, compiled, trace);
                }
            }
        });
    }

    private static void refused(Snapshot snapshot, Compilation compiled, Trace trace) {
        Hop first = trace.stopped().orElseThrow();
        assertThat(first.ruling().rule().text()).as("%s", trace).isNotBlank();
        for (Remedy remedy : trace.remedies()) {
            assertThat(remedy.awsCommands()).isNotEmpty().allMatch(line -> line.contains("aws ec2 "));
            Trace then = after(snapshot, compiled, remedy, trace.packet());
            assertThat(then.stopped()).as("%s%n%s%n%s", trace, remedy, then).isNotEqualTo(Optional.of(first));
        }
        Optional<List<Remedy>> all = Rehearsal.remedies(snapshot, compiled, trace.packet());
        Snapshot rehearsed = snapshot;
        Compilation then = compiled;
        List<Trace> traces = new ArrayList<>(List.of(trace));
        while (!traces.getLast().remedies().isEmpty() && traces.size() < ENOUGH) {
            Remedy remedy = traces.getLast().remedies().getFirst();
            rehearsed = Rehearsal.after(rehearsed, remedy);
            then = NetworkCompiler.compile(rehearsed, then);
            traces.add(PacketWalker.trace(rehearsed, then.intent(), trace.packet()));
        }
        Trace end = traces.getLast();
        assertThat(all.isPresent()).as("%s", traces).isEqualTo(end.delivered());
        if (!end.delivered() && !(traces.size() == ENOUGH && isInspected(traces))) {
            assertThat(nothingHelps(end.stopped().orElseThrow().ruling().rule()))
                    .as("%s", traces)
                    .isTrue();
        }
    }

    /** Where an endpoint's subnet has the table of who is led to it, each remedy for the one may undo what helps the other. */
    private static boolean isInspected(List<Trace> traces) {
        return traces.stream()
                .flatMap(trace -> trace.there().stream())
                .anyMatch(hop -> hop.ruling().rule() instanceof InspectionRule.GivenBack);
    }

    /** Against what is only not there: no change of what is there is a remedy. */
    private static boolean nothingHelps(Rule rule) {
        return rule instanceof Rule.NobodyInVpc
                || (rule instanceof Rule.NoRoute(var _, Ip to) && !AddressPlan.isPublic(to))
                || rule instanceof Rule.NobodyThere
                || rule instanceof Rule.InternetClosed
                || (rule instanceof Rule.EgressOnly(var _, boolean begins, var _) && begins)
                || rule instanceof Rule.NotListening
                || rule instanceof Rule.NoWayIn
                || rule instanceof Rule.NotFromInternet
                || rule instanceof BalancerRule.NoTarget
                || rule instanceof BalancerRule.Hairpin
                || rule instanceof InspectionRule.NoAppliance
                || rule instanceof InspectionRule.NotSent
                || rule instanceof Rule.NotUnderThePrefix
                || rule instanceof Rule.PrivateNat
                || rule instanceof Rule.StandsForNobody;
    }

    private static Trace after(Snapshot snapshot, Compilation compiled, Remedy remedy, Packet packet) {
        Snapshot rehearsed = Rehearsal.after(snapshot, remedy);
        return PacketWalker.trace(
                rehearsed, NetworkCompiler.compile(rehearsed, compiled).intent(), packet);
    }
}

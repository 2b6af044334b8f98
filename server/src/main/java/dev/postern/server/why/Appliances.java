package dev.postern.server.why;

import dev.postern.dataplane.InspectedFlow;
import dev.postern.dataplane.InspectionNodes;
import dev.postern.dataplane.Refusal;
import dev.postern.explain.Probe;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Ip;
import dev.postern.network.Holder;
import dev.postern.network.NetworkIntent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What appliances on the way do with what is sent: no rule tells it, but the counts of its flows do. */
final class Appliances {
    private final InspectionNodes nodes;
    private final Supplier<NetworkIntent> intent;

    Appliances(InspectionNodes nodes, Supplier<NetworkIntent> intent) {
        this.nodes = nodes;
        this.intent = intent;
    }

    /**
     * What a node has counted.
     *
     * @param flows by what they are but for their counts
     */
    record Counts(Map<InspectedFlow, InspectedFlow> flows, SortedMap<Refusal, Long> refused) {}

    /** How many packets of each end one appliance got, and gave back. */
    private record Share(long asked, long askedBack, long answered, long answeredBack) {
        private Share plus(Share other) {
            return new Share(
                    asked + other.asked,
                    askedBack + other.askedBack,
                    answered + other.answered,
                    answeredBack + other.answeredBack);
        }

        private boolean isKept() {
            return asked > askedBack || answered > answeredBack;
        }

        private String text() {
            return asked > askedBack
                    ? "got " + packets(asked, "packet") + " and gave back " + (askedBack == 0 ? "none" : askedBack)
                    : "got " + packets(answered, "answer") + " and gave back "
                            + (answeredBack == 0 ? "none" : answeredBack);
        }

        private static String packets(long many, String noun) {
            return many + " " + noun + (many == 1 ? "" : "s");
        }
    }

    /** What is counted now. */
    List<Counts> count(List<Passage> passages) throws IOException {
        List<Counts> counts = new ArrayList<>();
        for (Passage passage : passages) {
            counts.add(new Counts(
                    nodes.flows(passage.node()).stream()
                            .filter(passage::isOf)
                            .collect(Collectors.toMap(InspectedFlow::uncounted, flow -> flow)),
                    nodes.refused(passage.node())));
        }
        return counts;
    }

    /** What was seen, and who on the way has seen it; whoever kept it is named where it, or its answer, did not arrive. */
    Probe told(Probe probe, List<Passage> passages, List<Counts> before) throws IOException {
        List<Counts> after = count(passages);
        Probe told = probe;
        for (int i = 0; i < passages.size(); i++) {
            told = told(told, passages.get(i), before.get(i), after.get(i));
        }
        return told;
    }

    private Probe told(Probe probe, Passage passage, Counts before, Counts after) {
        SortedMap<Ip, Share> shares = new TreeMap<>();
        after.flows().forEach((same, flow) -> {
            Share share =
                    share(passage, flow, Optional.ofNullable(before.flows().get(same)));
            if (share.asked() + share.answered() > 0) {
                shares.merge(flow.appliance(), share, Share::plus);
            }
        });
        if (probe.seen() == Probe.Seen.ALLOWED) {
            return shares.isEmpty() ? probe : probe.with("inspected by " + names(passage, shares));
        }
        Optional<Map.Entry<Ip, Share>> keeper = shares.entrySet().stream()
                .filter(share -> share.getValue().isKept())
                .findFirst();
        if (keeper.isEmpty()) {
            return probe;
        }
        String name = name(passage.node(), keeper.get().getKey());
        String what = name + " " + keeper.get().getValue().text() + refused(before.refused(), after.refused());
        return probe.kept(name, what);
    }

    private static Share share(Passage passage, InspectedFlow now, Optional<InspectedFlow> then) {
        Share all = share(passage, now);
        // A flow that begins anew at the same appliance is counted from nothing.
        return then.map(flow -> share(passage, flow))
                .filter(old -> old.asked() <= all.asked() && old.answered() <= all.answered())
                .map(old -> new Share(
                        all.asked() - old.asked(),
                        all.askedBack() - old.askedBack(),
                        all.answered() - old.answered(),
                        all.answeredBack() - old.answeredBack()))
                .orElse(all);
    }

    private static Share share(Passage passage, InspectedFlow flow) {
        InspectedFlow.End asking = passage.asking(flow);
        InspectedFlow.End answering = passage.answering(flow);
        return new Share(asking.sent(), asking.back(), answering.sent(), answering.back());
    }

    /** What an appliance sent, and the node did not take. */
    private static String refused(SortedMap<Refusal, Long> before, SortedMap<Refusal, Long> after) {
        return after.entrySet().stream()
                .filter(one -> one.getValue() > before.getOrDefault(one.getKey(), 0L))
                .map(one -> "; meanwhile the balancer's node refused "
                        + (one.getValue() - before.getOrDefault(one.getKey(), 0L)) + ": "
                        + one.getKey().text())
                .collect(Collectors.joining());
    }

    private String names(Passage passage, SortedMap<Ip, Share> shares) {
        return shares.keySet().stream().map(ip -> name(passage.node(), ip)).collect(Collectors.joining(" and "));
    }

    /** The instance that has an address, as its balancer speaks to it. */
    private String name(NetworkInterfaceId node, Ip appliance) {
        return intent.get()
                .vpcOf(node)
                .flatMap(vpc -> vpc.interfaceAt(appliance))
                .filter(port -> port.holder() instanceof Holder.InstanceHolder)
                .map(port -> ((Holder.InstanceHolder) port.holder()).id().value() + " (" + appliance + ")")
                .orElseGet(() -> "the appliance " + appliance);
    }
}

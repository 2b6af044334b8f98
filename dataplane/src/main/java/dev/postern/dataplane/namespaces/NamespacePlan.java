package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The steps from what a namespace is to what it must be. Policy comes first, so that nothing passes before it is allowed to. */
final class NamespacePlan {
    private final DesiredNamespace desired;
    private final NamespaceState wanted;
    private final NamespaceState found;
    private final Map<String, NamespaceState> all;
    private final List<IpCommand> commands = new ArrayList<>();

    private NamespacePlan(DesiredNamespace desired, NamespaceState found, Map<String, NamespaceState> all) {
        this.desired = desired;
        this.wanted = desired.state();
        this.found = found;
        this.all = all;
    }

    /**
     * Plans one namespace that exists.
     *
     * @param loaded its ruleset, if that is known
     * @param all what every namespace is, for the other ends of links
     */
    static List<Step> steps(
            String namespace,
            DesiredNamespace desired,
            NamespaceState found,
            Optional<Ruleset> loaded,
            Map<String, NamespaceState> all) {
        NamespacePlan plan = new NamespacePlan(desired, found, all);
        List<Step> steps = new ArrayList<>();
        if (!desired.ruleset().generation().equals(found.generation())
                && !desired.ruleset().equals(Ruleset.NONE)) {
            steps.add(new Step.LoadRuleset(
                    namespace,
                    loaded.filter(r -> r.generation().equals(found.generation())),
                    desired.ruleset(),
                    desired.state()));
        }
        plan.abandoned().forEach((peer, commands) -> steps.add(new Step.Configure(peer, commands)));
        plan.configure();
        if (!plan.commands.isEmpty()) {
            steps.add(new Step.Configure(namespace, plan.commands));
        }
        if (desired.exclusive()) {
            plan.forgetting(namespace, steps);
        }
        return steps;
    }

    /** The steps that remove a namespace: its links first, so that their other ends are gone when it ends later. */
    static List<Step> removal(String namespace, NamespaceState found) {
        List<Step> steps = new ArrayList<>();
        if (!found.links().isEmpty()) {
            steps.add(new Step.Configure(
                    namespace,
                    found.links().keySet().stream()
                            .<IpCommand>map(IpCommand.DeleteLink::new)
                            .toList()));
        }
        steps.add(new Step.RemoveNamespace(namespace));
        return steps;
    }

    private void configure() {
        Set<String> renewed = renewedLinks();
        Set<String> removed = new TreeSet<>(renewed);
        if (desired.exclusive()) {
            found.links().keySet().stream()
                    .filter(name -> !wanted.links().containsKey(name))
                    .forEach(removed::add);
            removeUnwanted(removed);
        }
        removed.stream()
                .filter(name -> found.links().containsKey(name))
                .forEach(name -> commands.add(new IpCommand.DeleteLink(name)));
        desired.veths().stream()
                .filter(veth -> renewed.contains(veth.near().name()))
                .forEach(veth -> commands.add(new IpCommand.AddVeth(veth)));
        wanted.links().values().stream()
                .filter(link -> renewed.contains(link.name()) || !isUp(found, link.name()))
                .forEach(link -> commands.add(new IpCommand.SetUp(link.name())));
        wanted.addresses().stream()
                .filter(a -> removed.contains(a.device()) || !found.addresses().contains(a))
                .forEach(a -> commands.add(new IpCommand.AddAddress(a)));
        wanted.neighbours().stream()
                .filter(n -> removed.contains(n.device()) || !found.neighbours().contains(n))
                .forEach(n -> commands.add(new IpCommand.PutNeighbour(n)));
        wanted.routes().stream()
                .filter(r ->
                        removed.stream().anyMatch(r::uses) || !found.routes().contains(r))
                .forEach(r -> commands.add(new IpCommand.PutRoute(r)));
        wanted.rules().stream()
                .filter(r -> !found.rules().contains(r))
                .forEach(r -> commands.add(new IpCommand.AddRule(r)));
        if (desired.exclusive()) {
            found.rules().stream()
                    .filter(r -> !wanted.rules().contains(r))
                    .forEach(r -> commands.add(new IpCommand.DeleteRule(r)));
        }
    }

    /** Far ends whose near end is gone with its namespace: they stand where the new ones must go. */
    private SortedMap<String, List<IpCommand>> abandoned() {
        TreeMap<String, List<IpCommand>> byPeer = new TreeMap<>();
        for (Veth veth : desired.veths()) {
            NamespaceState peer = all.get(veth.peerNamespace());
            boolean stands = peer != null && peer.links().containsKey(veth.far().name());
            if (stands && !found.links().containsKey(veth.near().name())) {
                byPeer.computeIfAbsent(veth.peerNamespace(), name -> new ArrayList<>())
                        .add(new IpCommand.DeleteLink(veth.far().name()));
            }
        }
        return byPeer;
    }

    /** Pairs of which one end is missing or not as it must be: they are made again. */
    private Set<String> renewedLinks() {
        return desired.veths().stream()
                .filter(veth -> {
                    NamespaceState peer = all.get(veth.peerNamespace());
                    return !isThere(found, veth.near(), true) || (peer != null && !isThere(peer, veth.far(), false));
                })
                .map(veth -> veth.near().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isThere(NamespaceState state, Link wanted, boolean exactly) {
        Link link = state.links().get(wanted.name());
        return link != null && wanted.isMadeLike(link, exactly);
    }

    private static boolean isUp(NamespaceState state, String name) {
        Link link = state.links().get(name);
        return link != null && link.up();
    }

    /** What hangs on a link that goes need not be removed: it goes along. */
    private void removeUnwanted(Set<String> goneLinks) {
        Set<String> slots =
                wanted.routes().stream().map(KernelRoute::slot).collect(Collectors.toCollection(TreeSet::new));
        found.routes().stream()
                .filter(r -> !slots.contains(r.slot()) || r.protocol() != KernelRoute.PROTOCOL)
                .filter(r -> goneLinks.stream().noneMatch(r::uses))
                .forEach(r -> commands.add(new IpCommand.DeleteRoute(r)));
        found.neighbours().stream()
                .filter(n -> !wanted.neighbours().contains(n) && !goneLinks.contains(n.device()))
                .filter(n -> wanted.neighbours().stream()
                        .noneMatch(w ->
                                w.device().equals(n.device()) && w.address().equals(n.address())))
                .forEach(n -> commands.add(new IpCommand.DeleteNeighbour(n)));
        found.addresses().stream()
                .filter(a -> !wanted.addresses().contains(a) && !goneLinks.contains(a.device()))
                .forEach(a -> commands.add(new IpCommand.DeleteAddress(a)));
    }

    /**
     * Connections through what changed: to a service that moved behind an endpoint or back, from and to an address that is gone,
     * and through a translation that is no longer so.
     */
    private void forgetting(String namespace, List<Step> steps) {
        TreeSet<Cidr> from = new TreeSet<>();
        TreeSet<Cidr> to = new TreeSet<>();
        if (found.generation().isEmpty()) {
            return;
        }
        to.addAll(changedServices());
        for (Ip gone : difference(hosts(found), hosts(wanted))) {
            from.add(gone.asCidr());
            to.add(gone.asCidr());
        }
        changed(found.translations(), wanted.translations()).forEach((outside, inside) -> {
            from.add(inside.asCidr());
            to.add(outside.asCidr());
        });
        if (!from.isEmpty() || !to.isEmpty()) {
            steps.add(new Step.ForgetConnections(namespace, from, to));
        }
    }

    private SortedSet<Cidr> changedServices() {
        TreeSet<Cidr> changed = new TreeSet<>();
        SortedSet<KernelRoute> before = services(found);
        SortedSet<KernelRoute> after = services(wanted);
        before.stream().filter(r -> !after.contains(r)).forEach(r -> changed.add(r.destination()));
        after.stream().filter(r -> !before.contains(r)).forEach(r -> changed.add(r.destination()));
        return changed;
    }

    private static SortedSet<KernelRoute> services(NamespaceState state) {
        return state.routes().stream()
                .filter(r -> r.type() == KernelRoute.Type.LOCAL
                        && r.table() > VpcDesign.HOSTS_TABLE
                        && r.table() != NamespaceState.LOCAL_TABLE)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static SortedSet<Ip> hosts(NamespaceState state) {
        return state.routes().stream()
                .filter(r -> r.table() == VpcDesign.HOSTS_TABLE && r.type() == KernelRoute.Type.UNICAST)
                .map(r -> r.destination().address())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static SortedSet<Ip> difference(SortedSet<Ip> some, SortedSet<Ip> others) {
        TreeSet<Ip> rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static SortedMap<Ip, Ip> changed(SortedMap<Ip, Ip> before, SortedMap<Ip, Ip> after) {
        TreeMap<Ip, Ip> changed = new TreeMap<>(before);
        changed.entrySet().removeIf(pair -> pair.getValue().equals(after.get(pair.getKey())));
        return changed;
    }
}

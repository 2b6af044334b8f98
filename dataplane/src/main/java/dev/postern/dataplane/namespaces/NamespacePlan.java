package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The steps from what a namespace is to what it must be. Policy comes first, so that nothing passes before it is allowed to. Where both
 * have parts in common, to plan costs as much as what differs.
 */
final class NamespacePlan {
    private final DesiredNamespace desired;
    private final NamespaceState wanted;
    private final NamespaceState found;
    private final Map<String, NamespaceState> all;
    private final List<IpCommand> commands = new ArrayList<>();
    /** What hangs on links that others make and that are not there yet: it must not keep the rest. */
    private final List<IpCommand> late = new ArrayList<>();
    /** The near ends that are looked at: those that differ, and those of pairs whose other end may not be there. */
    private final TreeSet<String> links = new TreeSet<>();

    private final TreeSet<String> remade = new TreeSet<>();

    private final Parts<InterfaceAddress> addresses = new Parts<>();
    private final Parts<Neighbour> neighbours = new Parts<>();
    private final Parts<KernelRoute> routes = new Parts<>();
    private final Parts<RoutingRule> rules = new Parts<>();

    /** What is there and not wanted, and what is wanted and not there. */
    private static final class Parts<E extends Comparable<? super E>> {
        private final List<E> gone = new ArrayList<>();
        private final TreeSet<E> added = new TreeSet<>();
    }

    private NamespacePlan(
            DesiredNamespace desired, NamespaceState found, Map<String, NamespaceState> all, Set<String> doubted) {
        this.desired = desired;
        this.wanted = desired.state();
        this.found = found;
        this.all = all;
        SharedMap.compare(found.sharedLinks(), wanted.sharedLinks(), (name, _, _) -> links.add(name));
        for (String namespace : doubted) {
            SharedSet<String> near = desired.peers().get(namespace);
            links.addAll(near == null ? Set.of() : near);
        }
        compare(found.sharedAddresses(), wanted.sharedAddresses(), addresses);
        compare(found.sharedNeighbours(), wanted.sharedNeighbours(), neighbours);
        compare(found.sharedRoutes(), wanted.sharedRoutes(), routes);
        compare(found.sharedRules(), wanted.sharedRules(), rules);
    }

    private static <E extends Comparable<? super E>> void compare(
            SharedSet<E> found, SharedSet<E> wanted, Parts<E> parts) {
        SharedSet.compare(found, wanted, parts.gone::add, parts.added::add);
    }

    /**
     * Plans one namespace that exists.
     *
     * @param loaded its ruleset, if that is known
     * @param all what every namespace is, for the other ends of links
     * @param doubted those in which other ends may not be what they were believed to be
     */
    static List<Step> steps(
            String namespace,
            DesiredNamespace desired,
            NamespaceState found,
            Optional<Ruleset> loaded,
            Map<String, NamespaceState> all,
            Set<String> doubted) {
        NamespacePlan plan = new NamespacePlan(desired, found, all, doubted);
        List<Step> steps = new ArrayList<>();
        if (!desired.ruleset().generation().equals(found.generation())
                && !desired.ruleset().equals(Ruleset.NONE)) {
            Step load = new Step.LoadRuleset(
                    namespace,
                    loaded.filter(r -> r.generation().equals(found.generation())),
                    desired.ruleset(),
                    desired.state());
            boolean flows = !found.generation().isEmpty() && !desired.severed().isEmpty();
            steps.addAll(flows ? ending(new Step.EndFlows(namespace, desired.severed()), load) : List.of(load));
        }
        plan.abandoned().forEach((peer, commands) -> steps.add(new Step.Configure(peer, commands)));
        plan.configure();
        if (!plan.commands.isEmpty()) {
            steps.add(new Step.Configure(namespace, plan.commands));
        }
        if (desired.exclusive()) {
            plan.forgetting(namespace, steps);
        }
        if (!plan.late.isEmpty()) {
            steps.add(new Step.Configure(namespace, plan.late));
        }
        plan.programs(namespace, steps);
        return steps;
    }

    /** Before the rules, so that it is tried again with them; and after them, as until then a flow may begin anew as it was. */
    private static List<Step> ending(Step ending, Step load) {
        return List.of(ending, load, ending);
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

    /** An instance may have programs of its own; a link that is made again has none, and one that is gone took its own along. */
    private void programs(String namespace, List<Step> steps) {
        if (desired.exclusive()) {
            SortedMap<String, Optional<String>> others = found.otherPrograms(wanted);
            others.keySet().removeIf(link -> !wanted.links().containsKey(link));
            for (String link : remade) {
                String again = wanted.programs().get(link);
                if (again != null) {
                    others.put(link, Optional.of(again));
                }
            }
            others.forEach((link, name) ->
                    steps.add(new Step.RunProgram(namespace, link, name.map(one -> program(link, one)))));
        }
    }

    private PacketProgram program(String link, String name) {
        PacketProgram own = desired.programs().get(link);
        if (own != null) {
            return own;
        }
        Veth veth = desired.veths().get(link);
        return name.equals(GatewayProgram.NAME) && veth != null
                ? new PacketProgram.Gateway(veth.near().mac(), veth.far().mac())
                : new PacketProgram.Translator();
    }

    private void configure() {
        List<Veth> renewed = renewed();
        TreeSet<String> removed = new TreeSet<>();
        renewed.stream()
                .map(veth -> veth.near().name())
                .filter(name -> found.links().containsKey(name))
                .forEach(removed::add);
        if (desired.exclusive()) {
            links.stream()
                    .filter(name ->
                            found.links().containsKey(name) && !wanted.links().containsKey(name))
                    .forEach(removed::add);
            removeUnwanted(removed);
        } else {
            takeBack(removed);
        }
        removed.forEach(name -> commands.add(new IpCommand.DeleteLink(name)));
        renewed.forEach(veth -> commands.add(new IpCommand.AddVeth(veth)));
        renewed.forEach(veth -> remade.add(veth.near().name()));
        TreeSet<String> down = new TreeSet<>();
        renewed.forEach(veth -> down.add(veth.near().name()));
        links.stream()
                .filter(name -> wanted.links().containsKey(name) && !isUp(found, name))
                .forEach(down::add);
        down.forEach(name -> on(name).add(new IpCommand.SetUp(name)));
        hangAgain(removed);
        addresses.added.forEach(a -> on(a.device()).add(new IpCommand.PutAddress(a)));
        neighbours.added.forEach(n -> on(n.device()).add(new IpCommand.PutNeighbour(n)));
        routes.added.forEach(r -> on(r.device().orElse("")).add(new IpCommand.PutRoute(r)));
        rules.added.forEach(r -> commands.add(new IpCommand.AddRule(r)));
        if (desired.exclusive()) {
            rules.gone.forEach(r -> commands.add(new IpCommand.DeleteRule(r)));
        }
    }

    /** Where what concerns a link is put: what others make may not be there yet. */
    private List<IpCommand> on(String link) {
        boolean awaited = wanted.links().containsKey(link)
                && !desired.veths().containsKey(link)
                && !found.links().containsKey(link);
        return awaited ? late : commands;
    }

    /** What hung on a link that is made again is gone along with it. */
    private void hangAgain(Set<String> removed) {
        if (removed.isEmpty()) {
            return;
        }
        wanted.addresses().stream().filter(a -> removed.contains(a.device())).forEach(addresses.added::add);
        wanted.neighbours().stream().filter(n -> removed.contains(n.device())).forEach(neighbours.added::add);
        wanted.routes().stream()
                .filter(r -> r.device().filter(removed::contains).isPresent())
                .forEach(routes.added::add);
    }

    /** Far ends whose near end is gone with its namespace: they stand where the new ones must go. */
    private SortedMap<String, List<IpCommand>> abandoned() {
        TreeMap<String, List<IpCommand>> byPeer = new TreeMap<>();
        for (String near : links) {
            Veth veth = desired.veths().get(near);
            if (veth == null || found.links().containsKey(near)) {
                continue;
            }
            NamespaceState peer = all.get(veth.peerNamespace());
            if (peer != null && peer.links().containsKey(veth.far().name())) {
                byPeer.computeIfAbsent(veth.peerNamespace(), name -> new ArrayList<>())
                        .add(new IpCommand.DeleteLink(veth.far().name()));
            }
        }
        return byPeer;
    }

    /** Pairs of which one end is missing or not as it must be: they are made again. */
    private List<Veth> renewed() {
        List<Veth> renewed = new ArrayList<>();
        for (String near : links) {
            Veth veth = desired.veths().get(near);
            if (veth != null) {
                NamespaceState peer = all.get(veth.peerNamespace());
                if (!isThere(found, veth.near(), true) || (peer != null && !isThere(peer, veth.far(), false))) {
                    renewed.add(veth);
                }
            }
        }
        return renewed;
    }

    private static boolean isThere(NamespaceState state, Link wanted, boolean exactly) {
        Link link = state.links().get(wanted.name());
        return link != null && wanted.isMadeLike(link, exactly);
    }

    private static boolean isUp(NamespaceState state, String name) {
        Link link = state.links().get(name);
        return link != null && link.up();
    }

    /** What an instance was given, and what leads there: what its root did is its own. */
    private void takeBack(Set<String> goneLinks) {
        addresses.gone.stream()
                .filter(a -> a.given() && !goneLinks.contains(a.device()))
                .filter(a -> addresses.added.stream().noneMatch(a::isAt))
                .forEach(a -> commands.add(new IpCommand.DeleteAddress(a)));
        TreeSet<String> slots = new TreeSet<>();
        routes.added.forEach(route -> slots.add(route.slot()));
        routes.gone.stream()
                .filter(r -> r.protocol() == KernelRoute.PROTOCOL && !slots.contains(r.slot()))
                .filter(r -> r.device().filter(goneLinks::contains).isEmpty())
                .forEach(r -> commands.add(new IpCommand.DeleteRoute(r)));
    }

    /** What hangs on a link that goes need not be removed: it goes along. */
    private void removeUnwanted(Set<String> goneLinks) {
        TreeSet<String> slots = new TreeSet<>();
        routes.added.forEach(route -> slots.add(route.slot()));
        routes.gone.stream()
                .filter(r -> !slots.contains(r.slot()) || r.protocol() != KernelRoute.PROTOCOL)
                .filter(r -> r.device().filter(goneLinks::contains).isEmpty())
                .forEach(r -> commands.add(new IpCommand.DeleteRoute(r)));
        neighbours.gone.stream()
                .filter(n -> !goneLinks.contains(n.device()))
                .filter(n -> neighbours.added.stream()
                        .noneMatch(w ->
                                w.device().equals(n.device()) && w.address().equals(n.address())))
                .forEach(n -> commands.add(new IpCommand.DeleteNeighbour(n)));
        addresses.gone.stream()
                .filter(a -> !goneLinks.contains(a.device()))
                .forEach(a -> commands.add(new IpCommand.DeleteAddress(a)));
    }

    /**
     * Connections through what changed: to a service that moved behind an endpoint or back, from and to an address that is gone,
     * through a translation that is no longer so, and through a peering connection that is gone.
     */
    private void forgetting(String namespace, List<Step> steps) {
        TreeSet<Cidr> from = new TreeSet<>();
        TreeSet<Cidr> to = new TreeSet<>();
        if (found.generation().isEmpty()) {
            return;
        }
        List<KernelRoute> changed = new ArrayList<>(routes.gone);
        routes.added.stream().filter(r -> !found.routes().contains(r)).forEach(changed::add);
        changed.stream().filter(NamespacePlan::isService).forEach(r -> to.add(r.destination()));
        TreeSet<Cidr> hosts = new TreeSet<>();
        routes.gone.stream().filter(NamespacePlan::isHost).forEach(r -> hosts.add(r.destination()));
        routes.added.stream().filter(NamespacePlan::isHost).forEach(r -> hosts.remove(r.destination()));
        from.addAll(hosts);
        to.addAll(hosts);
        SharedMap.compare(found.sharedTranslations(), wanted.sharedTranslations(), (outside, inside, _) -> {
            if (inside != null) {
                from.add(inside.asCidr());
                to.add(outside.asCidr());
            }
        });
        TreeSet<Integer> through = new TreeSet<>();
        links.stream()
                .filter(name -> PeerEdge.isLink(name)
                        && found.links().containsKey(name)
                        && !wanted.links().containsKey(name))
                .forEach(name -> through.add(PeerEdge.flows(name)));
        if (!from.isEmpty() || !to.isEmpty() || !through.isEmpty()) {
            steps.add(new Step.ForgetConnections(namespace, from, to, through));
        }
    }

    /** Whether it is an address behind an endpoint. */
    private static boolean isService(KernelRoute route) {
        return route.type() == KernelRoute.Type.LOCAL
                && route.table() > VpcDesign.HOSTS_TABLE
                && route.table() != NamespaceState.LOCAL_TABLE;
    }

    private static boolean isHost(KernelRoute route) {
        return route.table() == VpcDesign.HOSTS_TABLE && route.type() == KernelRoute.Type.UNICAST;
    }
}

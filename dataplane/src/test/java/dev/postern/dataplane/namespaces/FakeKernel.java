package dev.postern.dataplane.namespaces;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A kernel in memory that does to its namespaces what the real one would. */
class FakeKernel implements Kernel {
    private final Map<String, NamespaceState> namespaces = new TreeMap<>();
    private final Map<End, End> pairs = new TreeMap<>(java.util.Comparator.comparing(End::toString));

    private final List<News> news = new ArrayList<>();

    /** One end of a pair. */
    private record End(String namespace, String link) {}

    @Override
    public SortedSet<String> namespaces() {
        return new TreeSet<>(namespaces.keySet());
    }

    @Override
    public NamespaceState observe(String namespace) throws KernelException {
        return present(namespace);
    }

    @Override
    public List<News> news() {
        List<News> told = List.copyOf(news);
        news.clear();
        return told;
    }

    /** Somebody else does something. */
    void disturb(Step step) throws KernelException {
        apply(step);
        news.add(new News.Changed(step.namespace()));
    }

    /** All of it. */
    Map<String, NamespaceState> state() {
        return new TreeMap<>(namespaces);
    }

    @Override
    public void apply(Step step) throws KernelException {
        switch (step) {
            case Step.CreateNamespace(String name) -> namespaces.put(name, NamespaceState.NEW);
            case Step.RemoveNamespace(String name) -> {
                for (String link : present(name).links().keySet()) {
                    deleteLink(name, link);
                }
                namespaces.remove(name);
            }
            case Step.LoadRuleset(String name, var _, Ruleset ruleset, NamespaceState holding) ->
                change(
                        name,
                        s -> new NamespaceState(
                                s.links(),
                                s.addresses(),
                                s.neighbours(),
                                s.rules(),
                                s.routes(),
                                ruleset.generation(),
                                holding.translations(),
                                s.programs()));
            case Step.Configure(String name, var commands) -> {
                for (IpCommand command : commands) {
                    configure(name, command);
                }
            }
            case Step.RunProgram(String name, String link, Optional<PacketProgram> program) -> {
                requireDevice(present(name), Optional.of(link));
                change(
                        name,
                        s -> s.withPrograms(s.sharedPrograms()
                                .with(
                                        link,
                                        _ -> program.map(PacketProgram::name).orElse(null))));
            }
            case Step.ForgetConnections(String name, var _, var _, var _) -> present(name);
            case Step.EndFlows(String name, var _) -> present(name);
        }
    }

    void configure(String name, IpCommand command) throws KernelException {
        NamespaceState s = present(name);
        TreeMap<String, Link> links = new TreeMap<>(s.links());
        TreeSet<InterfaceAddress> addresses = new TreeSet<>(s.addresses());
        TreeSet<Neighbour> neighbours = new TreeSet<>(s.neighbours());
        TreeSet<RoutingRule> rules = new TreeSet<>(s.rules());
        TreeSet<KernelRoute> routes = new TreeSet<>(s.routes());
        switch (command) {
            case IpCommand.AddVeth(Veth veth) -> {
                addVeth(name, veth);
                return;
            }
            case IpCommand.DeleteLink(String link) -> {
                deleteLink(name, link);
                return;
            }
            case IpCommand.SetUp(String link) -> {
                Link before = links.get(link);
                require(before != null, "no link " + link);
                if (before != null) {
                    links.put(link, new Link(link, before.mac(), before.mtu(), true));
                }
            }
            case IpCommand.PutAddress(var address) -> {
                requireDevice(s, Optional.of(address.device()));
                addresses.removeIf(address::isAt);
                addresses.add(address);
            }
            case IpCommand.DeleteAddress(var address) -> addresses.remove(address);
            case IpCommand.PutNeighbour(var neighbour) -> {
                requireDevice(s, Optional.of(neighbour.device()));
                neighbours.removeIf(n ->
                        n.device().equals(neighbour.device()) && n.address().equals(neighbour.address()));
                neighbours.add(neighbour);
            }
            case IpCommand.DeleteNeighbour(var neighbour) -> neighbours.remove(neighbour);
            case IpCommand.AddRule(var rule) -> require(rules.add(rule), rule + " exists");
            case IpCommand.DeleteRule(var rule) -> rules.remove(rule);
            case IpCommand.PutRoute(var route) -> {
                requireDevice(s, route.device());
                routes.removeIf(r -> r.slot().equals(route.slot()));
                routes.add(route);
            }
            case IpCommand.DeleteRoute(var route) -> routes.remove(route);
        }
        namespaces.put(
                name,
                new NamespaceState(
                        links, addresses, neighbours, rules, routes, s.generation(), s.translations(), s.programs()));
    }

    private void addVeth(String name, Veth veth) throws KernelException {
        require(!present(name).links().containsKey(veth.near().name()), veth + " exists");
        require(!present(veth.peerNamespace()).links().containsKey(veth.far().name()), veth + " exists there");
        change(name, state -> state.withNewLink(veth.near()));
        change(veth.peerNamespace(), state -> state.withNewLink(veth.far()));
        End near = new End(name, veth.near().name());
        End far = new End(veth.peerNamespace(), veth.far().name());
        pairs.put(near, far);
        pairs.put(far, near);
    }

    private void deleteLink(String namespace, String link) throws KernelException {
        End near = new End(namespace, link);
        End far = pairs.remove(near);
        change(namespace, state -> state.without(link));
        if (far == null) {
            return;
        }
        pairs.remove(far);
        change(far.namespace(), state -> state.without(far.link()));
    }

    private void change(String namespace, UnaryOperator<NamespaceState> change) throws KernelException {
        namespaces.put(namespace, change.apply(present(namespace)));
    }

    private NamespaceState present(String namespace) throws KernelException {
        NamespaceState state = namespaces.get(namespace);
        if (state == null) {
            throw new KernelException("no namespace " + namespace);
        }
        return state;
    }

    private static void requireDevice(NamespaceState state, Optional<String> device) throws KernelException {
        require(
                device.isEmpty() || device.get().equals("lo") || state.links().containsKey(device.get()),
                "no link " + device.orElse(""));
    }

    private static void require(boolean condition, String message) throws KernelException {
        if (!condition) {
            throw new KernelException(message);
        }
    }
}

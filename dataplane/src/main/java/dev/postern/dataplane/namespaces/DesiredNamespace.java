package dev.postern.dataplane.namespaces;

import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;
import dev.postern.network.Severed;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a namespace must be.
 *
 * @param state all of it, but for an instance's namespace only the least
 * @param veths the pairs that are made from here, by the name of the near end
 * @param peers the near ends of the pairs that lead to a namespace
 * @param ruleset of which {@code state} has the generation
 * @param exclusive whether what is not desired is removed; an instance may add to its own network
 * @param server what of the server is in it
 * @param programs those of its programs that follow from more than its links, by the link whose packets they are run for
 * @param severed with which targets flows of datagrams end, by the port that they came to
 */
public record DesiredNamespace(
        NamespaceState state,
        SharedMap<String, Veth> veths,
        SharedMap<String, SharedSet<String>> peers,
        Ruleset ruleset,
        boolean exclusive,
        Server server,
        SharedMap<String, PacketProgram> programs,
        SharedMap<Integer, Severed> severed) {
    /** One whose programs follow from its links, if it has any. */
    public DesiredNamespace(
            NamespaceState state,
            SharedMap<String, Veth> veths,
            SharedMap<String, SharedSet<String>> peers,
            Ruleset ruleset,
            boolean exclusive,
            Server server) {
        this(state, veths, peers, ruleset, exclusive, server, SharedMap.empty(), SharedMap.empty());
    }

    /** The same where some flows of datagrams end. */
    DesiredNamespace ending(SharedMap<Integer, Severed> flows) {
        return new DesiredNamespace(state, veths, peers, ruleset, exclusive, server, programs, flows);
    }

    /** What the server does in a namespace. */
    public enum Server {
        NOTHING,
        /** Services answer there. */
        SERVICES,
        /** It joins connections to a balancer's node with others to targets. */
        BALANCER
    }

    /** Those to which pairs lead from here. A router may have thousands, and a start may ask about thousands. */
    Set<String> peersAmong(Set<String> namespaces) {
        Set<String> all = peers.keySet();
        boolean fewPeers = all.size() < namespaces.size();
        Set<String> many = fewPeers ? namespaces : all;
        return (fewPeers ? all : namespaces).stream().filter(many::contains).collect(Collectors.toSet());
    }
}

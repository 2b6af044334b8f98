package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.network.Severed;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/** One action on one namespace. Each is atomic, or its repetition completes it. */
public sealed interface Step {
    String namespace();

    /** A new namespace with its settings and its loopback up. */
    record CreateNamespace(String namespace) implements Step {}

    /** The namespace is let go; it ends with its last process and socket. */
    record RemoveNamespace(String namespace) implements Step {}

    /**
     * The rules change in one transaction.
     *
     * @param before what is loaded, if that is known; then only the difference is touched
     * @param holding the state of which they are part
     */
    record LoadRuleset(String namespace, Optional<Ruleset> before, Ruleset ruleset, NamespaceState holding)
            implements Step {}

    /** Links, addresses and routes change, in one batch. */
    record Configure(String namespace, List<IpCommand> commands) implements Step {
        public Configure {
            commands = List.copyOf(commands);
        }
    }

    /**
     * What the kernel runs for the packets at a link.
     *
     * @param program empty for none
     */
    record RunProgram(String namespace, String link, Optional<PacketProgram> program) implements Step {}

    /**
     * Tracked connections are forgotten, so that the next packet is judged and translated anew.
     *
     * @param from by the source of their first packet
     * @param to by its destination
     * @param marks by the mark that they have
     */
    record ForgetConnections(String namespace, SortedSet<Cidr> from, SortedSet<Cidr> to, SortedSet<Integer> marks)
            implements Step {}

    /**
     * Flows of datagrams are forgotten whose target is not to have them any more: the next datagram goes to another one.
     *
     * @param byPort with which targets, by the port that the flows came to
     */
    record EndFlows(String namespace, SortedMap<Integer, Severed> byPort) implements Step {}
}

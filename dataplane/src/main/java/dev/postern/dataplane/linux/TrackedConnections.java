package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.Severed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The connections that the kernel tracks in a namespace, by the conntrack command.
 *
 * @see <a href="https://manpages.debian.org/conntrack.8">conntrack(8)</a>
 */
record TrackedConnections(Namespace namespace) {
    /** How it fails when there is nothing to delete. */
    private static final int NOTHING_FOUND = 1;

    /** Of a listed flow the port that it came to, and where its answers come from: the target that it was given to. */
    private static final Pattern FLOW =
            Pattern.compile(" src=\\S+ dst=\\S+ sport=\\d+ dport=(\\d+) .*src=(\\S+) dst=\\S+ sport=(\\d+) ");

    void forget(SortedSet<Cidr> from, SortedSet<Cidr> to, SortedSet<Integer> marks) throws KernelException {
        for (Cidr block : from) {
            delete(block.family(), List.of("--orig-src", block.toString()));
        }
        for (Cidr block : to) {
            delete(block.family(), List.of("--orig-dst", block.toString()));
        }
        for (int mark : marks) {
            for (Family family : Family.values()) {
                delete(family, List.of("--mark", Integer.toUnsignedString(mark)));
            }
        }
    }

    /** Forgets flows of datagrams by whom they were given to: those of all ports are listed at once. */
    void endFlows(SortedMap<Integer, Severed> byPort) throws KernelException {
        for (Family family : Family.values()) {
            for (List<String> flows : severed(family, byPort)) {
                delete(family, flows);
            }
        }
    }

    /** What the flows of each port and target that are to end have in common. */
    private Set<List<String>> severed(Family family, SortedMap<Integer, Severed> byPort) throws KernelException {
        Set<List<String>> found = new LinkedHashSet<>();
        Tool.output(namespace.entering(command("-L", family, List.of("-p", "udp"))), "")
                .lines()
                .map(FLOW::matcher)
                .filter(Matcher::find)
                .forEach(flow -> {
                    Ip target = Ip.of(flow.group(2));
                    int targetPort = Integer.parseInt(flow.group(3));
                    Severed severed = byPort.getOrDefault(Integer.valueOf(flow.group(1)), Severed.NOBODY);
                    if (severed.contains(new Severed.Spot(target, targetPort))) {
                        found.add(flows(flow.group(1), target, targetPort));
                    }
                });
        return found;
    }

    private static List<String> flows(String port, Ip target, int targetPort) {
        return List.of(
                "-p",
                "udp",
                "--orig-port-dst",
                port,
                "--reply-src",
                target.toString(),
                "--reply-port-src",
                Integer.toString(targetPort));
    }

    private void delete(Family family, List<String> filter) throws KernelException {
        Tool.Result result = Tool.run(namespace.entering(command("-D", family, filter)), "");
        if (result.code() != 0 && result.code() != NOTHING_FOUND) {
            throw new KernelException("conntrack: " + result.errors().strip());
        }
    }

    private static List<String> command(String what, Family family, List<String> filter) {
        List<String> command =
                new ArrayList<>(List.of("conntrack", what, "-f", family == Family.IPV4 ? "ipv4" : "ipv6"));
        command.addAll(filter);
        return command;
    }
}

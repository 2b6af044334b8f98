package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.Severed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
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

    /** Of a listed flow the second, where its answers come from: the target that it was given to. */
    private static final Pattern ANSWERS_FROM = Pattern.compile(" src=\\S+ .* src=(\\S+) dst=\\S+ sport=(\\d+) ");

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

    /** Forgets flows of datagrams by whom they were given to. */
    void endFlows(SortedMap<Integer, Severed> byPort) throws KernelException {
        for (Map.Entry<Integer, Severed> port : byPort.entrySet()) {
            for (Family family : Family.values()) {
                List<String> toPort =
                        List.of("-p", "udp", "--orig-port-dst", port.getKey().toString());
                for (Severed.Spot target : targets(family, toPort)) {
                    if (port.getValue().contains(target)) {
                        List<String> filter = new ArrayList<>(toPort);
                        filter.addAll(List.of(
                                "--reply-src",
                                target.address().toString(),
                                "--reply-port-src",
                                Integer.toString(target.port())));
                        delete(family, filter);
                    }
                }
            }
        }
    }

    private Set<Severed.Spot> targets(Family family, List<String> filter) throws KernelException {
        Set<Severed.Spot> found = new TreeSet<>();
        Tool.output(namespace.entering(command("-L", family, filter)), "")
                .lines()
                .forEach(line -> {
                    Matcher answers = ANSWERS_FROM.matcher(line);
                    if (answers.find()) {
                        found.add(new Severed.Spot(Ip.of(answers.group(1)), Integer.parseInt(answers.group(2))));
                    }
                });
        return found;
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

package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.IpCommand;
import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.Veth;
import dev.postern.linux.FileDescriptor;
import dev.postern.linux.Netlink;
import dev.postern.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Changes of links, addresses, neighbours, rules and routes, one after the other in the network namespace of the calling thread. All are
 * tried; that what is to go is not there is no failure. They are said to the kernel directly, as to start a program for them would take most
 * of the time of a change.
 */
final class RouteChanges {
    private final Function<String, Path> pathOf;
    private final List<IpCommand> commands;

    /**
     * Prepares changes.
     *
     * @param pathOf where a namespace is pinned, by its name
     */
    RouteChanges(List<IpCommand> commands, Function<String, Path> pathOf) {
        this.commands = commands;
        this.pathOf = pathOf;
    }

    /**
     * Makes them.
     *
     * @param sender told by which number others will hear of the changes, before the first is made
     */
    void run(IntConsumer sender) throws KernelException {
        List<String> failures = new ArrayList<>();
        try (Netlink kernel = Netlink.open(Netlink.ROUTE)) {
            sender.accept(kernel.makeKnown());
            Links links = new Links(kernel);
            for (IpCommand command : commands) {
                try {
                    change(kernel, links, command);
                } catch (SystemCallException e) {
                    if (!command.removes()) {
                        failures.add(command + ": " + e.getMessage());
                    }
                }
            }
        } catch (IOException e) {
            throw new KernelException("rtnetlink: " + e.getMessage(), e);
        }
        if (!failures.isEmpty()) {
            throw new KernelException("rtnetlink: " + String.join("; ", failures));
        }
    }

    private void change(Netlink kernel, Links links, IpCommand command) throws IOException {
        switch (command) {
            case IpCommand.AddVeth(Veth veth) -> {
                try (FileDescriptor peer = FileDescriptor.open(pathOf.apply(veth.peerNamespace()))) {
                    tell(kernel, RouteRequest.add(veth, peer.number()));
                }
            }
            case IpCommand.DeleteLink(String name) -> {
                tell(kernel, RouteRequest.deleteLink(links.number(name)));
                links.forget(name);
            }
            case IpCommand.SetUp(String name) -> tell(kernel, RouteRequest.setUp(links.number(name)));
            case IpCommand.PutAddress(var address) ->
                tell(kernel, RouteRequest.put(address, links.number(address.device())));
            case IpCommand.DeleteAddress(var address) ->
                tell(kernel, RouteRequest.delete(address, links.number(address.device())));
            case IpCommand.PutNeighbour(var neighbour) ->
                tell(kernel, RouteRequest.put(neighbour, links.number(neighbour.device())));
            case IpCommand.DeleteNeighbour(var neighbour) ->
                tell(kernel, RouteRequest.delete(neighbour, links.number(neighbour.device())));
            case IpCommand.AddRule(var rule) -> tell(kernel, RouteRequest.add(rule));
            case IpCommand.DeleteRule(var rule) -> tell(kernel, RouteRequest.delete(rule));
            case IpCommand.PutRoute(var route) -> tell(kernel, RouteRequest.put(route, links::number));
            case IpCommand.DeleteRoute(var route) -> tell(kernel, RouteRequest.delete(route, links::number));
        }
    }

    private static void tell(Netlink kernel, RouteRequest request) throws IOException {
        kernel.change(request.type(), request.flags(), request.body());
    }

    /** The numbers of links, each asked for once. */
    private static final class Links {
        private final Netlink kernel;
        private final Map<String, Integer> numbers = new HashMap<>();

        private Links(Netlink kernel) {
            this.kernel = kernel;
        }

        int number(String name) throws IOException {
            Integer known = numbers.get(name);
            if (known == null) {
                known = StateReader.number(kernel, name);
                numbers.put(name, known);
            }
            return known;
        }

        void forget(String name) {
            numbers.remove(name);
        }
    }
}

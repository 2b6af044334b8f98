package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.IpCommand;
import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.Veth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A batch for {@code ip -force -batch -}: all lines are tried; what failed is told by line. */
final class IpBatch {
    private static final Pattern FAILED = Pattern.compile("Command failed -:(\\d+)");

    private final Function<String, Path> pathOf;
    private final List<IpCommand> commands;

    /**
     * Prepares a batch.
     *
     * @param pathOf where a namespace is pinned, by its name
     */
    IpBatch(List<IpCommand> commands, Function<String, Path> pathOf) {
        this.commands = commands;
        this.pathOf = pathOf;
    }

    /**
     * Runs it.
     *
     * @param program told the number of the process that did it
     */
    void run(Namespace namespace, LongConsumer program) throws KernelException {
        Tool.Result result = Tool.run(namespace.entering(List.of("ip", "-force", "-batch", "-")), text());
        program.accept(result.pid());
        if (result.code() == 0) {
            return;
        }
        List<String> failures = new ArrayList<>();
        StringBuilder message = new StringBuilder();
        for (String line : result.errors().lines().toList()) {
            Matcher failed = FAILED.matcher(line);
            if (!failed.find()) {
                message.append(line).append(' ');
                continue;
            }
            IpCommand command = commands.get(Integer.parseInt(failed.group(1)) - 1);
            if (!command.removes()) {
                failures.add(line(command) + ": " + message.toString().strip());
            }
            message.setLength(0);
        }
        if (!failures.isEmpty()) {
            throw new KernelException("ip: " + String.join("; ", failures));
        }
    }

    String text() {
        StringBuilder text = new StringBuilder();
        commands.forEach(command -> text.append(line(command)).append('\n'));
        return text.toString();
    }

    private String line(IpCommand command) {
        return switch (command) {
            case IpCommand.AddVeth(Veth veth) ->
                "link add " + veth.near().name() + " address " + veth.near().mac() + " mtu "
                        + veth.near().mtu() + " type veth peer name "
                        + veth.far().name() + " address "
                        + veth.far().mac() + " mtu " + veth.far().mtu() + " netns "
                        + '"' + pathOf.apply(veth.peerNamespace()) + '"'; // it may contain spaces
            case IpCommand.DeleteLink(String name) -> "link delete " + name;
            case IpCommand.SetUp(String name) -> "link set " + name + " up";
            case IpCommand.AddAddress(var address) -> "address add " + address;
            case IpCommand.DeleteAddress(var address) -> "address delete " + address;
            case IpCommand.PutNeighbour(var neighbour) -> "neighbour replace " + neighbour;
            case IpCommand.DeleteNeighbour(var neighbour) ->
                "neighbour delete " + neighbour.address() + " dev " + neighbour.device();
            case IpCommand.AddRule(var rule) -> "rule add " + rule;
            case IpCommand.DeleteRule(var rule) -> "rule delete " + rule;
            case IpCommand.PutRoute(var route) -> "route replace " + route;
            case IpCommand.DeleteRoute(var route) -> "route delete " + route;
        };
    }
}

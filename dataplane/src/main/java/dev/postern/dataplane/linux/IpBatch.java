package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.IpCommand;
import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.Veth;
import dev.postern.model.net.Family;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
     * @param program told the number of each process that did it
     */
    void run(Namespace namespace, LongConsumer program) throws KernelException {
        List<String> failures = new ArrayList<>();
        Map<Boolean, List<IpCommand>> parts =
                commands.stream().collect(Collectors.partitioningBy(IpBatch::isRuleOfIpv6));
        run(namespace, List.of("ip"), parts.getOrDefault(false, List.of()), program, failures);
        run(namespace, List.of("ip", "-6"), parts.getOrDefault(true, List.of()), program, failures);
        if (!failures.isEmpty()) {
            throw new KernelException("ip: " + String.join("; ", failures));
        }
    }

    /** All but a rule names addresses, by which the program knows the family. */
    private static boolean isRuleOfIpv6(IpCommand command) {
        return switch (command) {
            case IpCommand.AddRule(var rule) -> rule.family() == Family.IPV6;
            case IpCommand.DeleteRule(var rule) -> rule.family() == Family.IPV6;
            default -> false;
        };
    }

    private void run(
            Namespace namespace, List<String> ip, List<IpCommand> part, LongConsumer program, List<String> failures)
            throws KernelException {
        if (part.isEmpty()) {
            return;
        }
        List<String> batch = new ArrayList<>(ip);
        batch.addAll(List.of("-force", "-batch", "-"));
        Tool.Result result = Tool.run(namespace.entering(batch), text(part));
        program.accept(result.pid());
        if (result.code() == 0) {
            return;
        }
        StringBuilder message = new StringBuilder();
        for (String line : result.errors().lines().toList()) {
            Matcher failed = FAILED.matcher(line);
            if (!failed.find()) {
                message.append(line).append(' ');
                continue;
            }
            IpCommand command = part.get(Integer.parseInt(failed.group(1)) - 1);
            if (!command.removes()) {
                failures.add(line(command) + ": " + message.toString().strip());
            }
            message.setLength(0);
        }
    }

    String text() {
        return text(commands);
    }

    private String text(List<IpCommand> part) {
        StringBuilder text = new StringBuilder();
        part.forEach(command -> text.append(line(command)).append('\n'));
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
            case IpCommand.PutAddress(var address) -> "address replace " + address;
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

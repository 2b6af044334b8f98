package dev.postern.server.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.dataplane.InspectionNodes;
import dev.postern.model.Indexes;
import dev.postern.model.Problem;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.iam.Account;
import dev.postern.model.net.Cidr;
import dev.postern.server.Configuration;
import dev.postern.server.Crossings;
import dev.postern.server.health.Health;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What {@code ./postern status} prints, as JSON. */
public final class StatusReport {
    private static final Logger LOG = System.getLogger(StatusReport.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Configuration configuration;
    private final Instant since;
    private final Exec exec;
    private final Predicate<InstanceId> reachable;
    private final Supplier<List<Cidr>> closed;
    private final InspectionNodes nodes;

    /** How a program is run inside an instance: the words before it, with or without a terminal. */
    @FunctionalInterface
    public interface Exec {
        List<String> words(InstanceId id, boolean terminal);
    }

    /**
     * A report.
     *
     * @param reachable whether an instance that runs has been seen since the start, with its network
     * @param nodes what those of Gateway Load Balancers have refused since they are there
     * @param closed the networks of this machine's interfaces that instances do not reach, though the internet is open
     */
    public StatusReport(
            Configuration configuration,
            Instant since,
            Exec exec,
            Predicate<InstanceId> reachable,
            Supplier<List<Cidr>> closed,
            InspectionNodes nodes) {
        this.nodes = nodes;
        this.reachable = reachable;
        this.closed = closed;
        this.configuration = configuration;
        this.since = since;
        this.exec = exec;
    }

    ObjectNode of(Snapshot snapshot, Health health) {
        ObjectNode report = JSON.createObjectNode();
        report.put("port", configuration.port());
        report.put("data", configuration.data().toString());
        report.put("pid", ProcessHandle.current().pid());
        report.put("since", since.toString());
        report.put("sequence", snapshot.sequence());
        crossings(report.putObject("internet"), configuration.crossings());
        ArrayNode accounts = report.putArray("accounts");
        snapshot.all(Account.class).stream()
                .forEach(account -> accounts.add(account.id().value()));
        ArrayNode attached = report.putArray("attachedServices");
        snapshot.all(AttachedService.class).stream().forEach(one -> attached.add(describe(one)));
        ArrayNode problems = report.putArray("problems");
        health.problems().forEach(problem -> describe(problems.addObject(), problem));
        ArrayNode mended = report.putArray("mended");
        health.mended()
                .forEach(over -> describe(mended.addObject(), over.found())
                        .put("at", over.at().toString())
                        .put("done", over.done()));
        refused(report.putArray("refusedByBalancers"), snapshot);
        ArrayNode instances = report.putArray("instances");
        snapshot.all(Instance.class).stream().forEach(instance -> instances.add(describe(snapshot, instance)));
        return report;
    }

    private void crossings(ObjectNode node, Crossings crossings) {
        node.put("open", crossings.internet());
        ArrayNode allowed = node.putArray("allowed");
        crossings.allowed().forEach(block -> allowed.add(block.toString()));
        if (crossings.internet()) {
            ArrayNode networks = node.putArray("closedNetworks");
            closed.get().forEach(network -> networks.add(network.toString()));
        }
        crossings.socks().ifPresent(port -> node.put("socks", port));
    }

    private void refused(ArrayNode told, Snapshot snapshot) {
        snapshot.all(LoadBalancer.class).stream()
                .filter(balancer -> balancer.type() == LoadBalancer.Type.GATEWAY)
                .forEach(balancer -> balancer.nodes().forEach(node -> refused(told, balancer, node.interfaceId())));
    }

    private void refused(ArrayNode told, LoadBalancer balancer, NetworkInterfaceId node) {
        try {
            nodes.refused(node)
                    .forEach((reason, packets) -> told.addObject()
                            .put("balancer", balancer.arn().toString())
                            .put("node", node.value())
                            .put("reason", reason.name())
                            .put("text", reason.text())
                            .put("packets", packets));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the node {0} is going or not there yet: {1}", node, e.getMessage());
        }
    }

    /** A service that another server is, without the key by which that knows us. */
    static ObjectNode describe(AttachedService attached) {
        return JSON.createObjectNode()
                .put("name", attached.name())
                .put("upstream", attached.upstream())
                .put("account", attached.account().value());
    }

    static ObjectNode describe(ObjectNode node, Problem problem) {
        return node.put("code", problem.code().name())
                .put("severity", problem.severity().name())
                .put("where", problem.where())
                .put("text", problem.text());
    }

    private ObjectNode describe(Snapshot snapshot, Instance instance) {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", instance.id().value());
        node.put("name", instance.tags().values().getOrDefault("Name", ""));
        node.put("state", instance.state().wireName());
        node.put("account", instance.scope().account().value());
        node.put("region", instance.scope().region().name());
        node.put("vpc", instance.vpcId().value());
        Optional<NetworkInterface> primary = snapshot.find(
                NetworkInterface.class,
                instance.scope(),
                instance.primaryInterface().value());
        primary.ifPresent(eni -> node.put("privateIp", eni.primaryIp().toString()));
        primary.flatMap(eni -> publicIp(snapshot, eni)).ifPresent(ip -> node.put("publicIp", ip));
        primary.flatMap(eni -> eni.ipv6Ips().stream().findFirst()).ifPresent(ip -> node.put("ipv6", ip.toString()));
        if (instance.state() == Instance.State.RUNNING) {
            node.put("reachability", reachable.test(instance.id()) ? "passed" : "initializing");
            ArrayNode words = node.putArray("exec");
            exec.words(instance.id(), false).forEach(words::add);
            ArrayNode terminal = node.putArray("execInTerminal");
            exec.words(instance.id(), true).forEach(terminal::add);
        }
        return node;
    }

    private static Optional<String> publicIp(Snapshot snapshot, NetworkInterface eni) {
        return snapshot.by(Indexes.ADDRESSES_BY_INTERFACE, eni.id()).values().stream()
                .map(address -> address.publicIp().toString())
                .findFirst()
                .or(() -> eni.publicIp().map(Object::toString));
    }
}

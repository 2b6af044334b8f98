package dev.postern.network;

import dev.postern.model.ec2.ConnectionTimeouts;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;

/** An intent as text. */
final class IntentText {
    private final StringBuilder text = new StringBuilder();

    private IntentText() {}

    static String print(NetworkIntent intent) {
        IntentText printer = new IntentText();
        intent.vpcs().values().forEach(printer::vpc);
        printer.line(0, "internet");
        intent.internet().forEach((address, vpc) -> printer.line(1, address + " -> " + vpc));
        intent.internetIpv6().forEach((block, vpc) -> printer.line(1, block + " -> " + vpc));
        switch (intent.outside()) {
            case Outside.Closed() -> {}
            case Outside.Open(var policy, var _) -> printer.line(1, "what the host reaches, and " + policy.allowed());
        }
        return printer.text.toString();
    }

    private void vpc(VpcIntent vpc) {
        line(0, vpc.id() + " of " + vpc.scope() + " " + vpc.cidrs() + (vpc.counted() ? " counted" : ""));
        vpc.edges().values().forEach(this::edge);
        vpc.guests().forEach(this::door);
        vpc.services().values().forEach(this::door);
        vpc.subnets().values().forEach(this::subnet);
        vpc.interfaces().values().forEach(this::plugged);
        vpc.routeTables().values().forEach(this::routeTable);
        vpc.policies().forEach(this::policy);
    }

    private void edge(EdgePort edge) {
        switch (edge) {
            case InternetPort(var id, var translations, var ipv6, var table) -> {
                line(
                        1,
                        "internet gateway " + id + (ipv6.isEmpty() ? "" : " " + ipv6)
                                + table.map(one -> " routes " + one).orElse(""));
                translations.forEach((inside, outside) -> line(2, outside + " for " + inside));
            }
            case EgressPort(var id, var blocks) -> line(1, "egress-only internet gateway " + id + " " + blocks);
            case PeerPort(var id, var far, var blocks, var populated, var mtu) ->
                line(
                        1,
                        "peering " + id + " with " + far + " " + blocks + (populated ? "" : " where nobody is")
                                + (mtu == Mtu.INSIDE ? "" : " mtu " + mtu));
        }
    }

    private void door(Door door) {
        switch (door) {
            case GuestService guest -> line(1, "guest service " + guest);
            case GatewayService service -> line(1, "gateway service " + service + " " + service.blocks());
        }
    }

    private void subnet(SubnetIntent subnet) {
        line(
                1,
                "subnet " + subnet.id()
                        + subnet.cidr().map(block -> " " + block).orElse("")
                        + subnet.ipv6().map(block -> " " + block).orElse("")
                        + subnet.router().map(router -> " router " + router).orElse("")
                        + " routes " + subnet.routeTable()
                        + (subnet.blocked() == VpcBlockPublicAccessOptions.Mode.OFF
                                ? ""
                                : " " + subnet.blocked().wireName()));
        subnet.acl().ifPresent(acl -> {
            line(2, "acl " + acl.id());
            acl.ingress().forEach(entry -> entry("in", entry));
            acl.egress().forEach(entry -> entry("out", entry));
        });
    }

    private void entry(String direction, NetworkAcl.Entry entry) {
        line(
                3,
                direction + " " + entry.number() + " " + (entry.allow() ? "allow" : "deny") + " " + entry.protocol()
                        + " " + entry.ports() + " " + entry.cidr());
    }

    private void plugged(InterfacePort plugged) {
        line(
                1,
                "interface " + plugged.id() + " " + plugged.holder() + " "
                        + plugged.mac() + " " + plugged.addresses()
                        + (plugged.prefixes().isEmpty() ? "" : " " + plugged.prefixes()) + " in " + plugged.subnet()
                        + " "
                        + plugged.filter() + (plugged.sourceDestCheck() ? "" : " unchecked")
                        + (plugged.timeouts().equals(ConnectionTimeouts.DEFAULT) ? "" : " " + plugged.timeouts()));
    }

    private void routeTable(RouteTableIntent table) {
        line(1, "route table " + table.id());
        table.routes().forEach((destination, target) -> line(2, destination + " -> " + target));
    }

    private void policy(GroupSet groups, SecurityPolicy policy) {
        line(1, "policy " + groups);
        direction("in", policy.ingress());
        direction("out", policy.egress());
    }

    private void direction(String name, DirectionPolicy policy) {
        policy.slices()
                .forEach(slice -> line(
                        2,
                        name + " " + slice.protocol() + " " + slice.keys() + ": " + slice.peers()
                                + (slice.open().isEmpty() ? "" : " open to " + slice.open())));
        policy.otherProtocols().forEach((protocol, peers) -> line(2, name + " protocol " + protocol + ": " + peers));
        line(2, name + " any: " + policy.anyProtocol());
    }

    private void line(int depth, String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }
}

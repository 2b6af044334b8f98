package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.ec2.NetworkAclAssociationId;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Network ACLs, with rules and associations inside them or as resources. Subnets that no ACL names have the default one of their VPC. */
final class NetworkAcls {
    private static final String ALLOWS_ALL = "100";
    private static final String ALLOWS_ALL_IPV6 = "101";

    private final State state;
    private final Children rules;
    private final Children associations;
    /** Which ACL a subnet has, and by which association, if that is a resource. */
    private final Map<String, String> bySubnet = new HashMap<>();

    private final Map<String, String> associationIds = new HashMap<>();
    private final Set<String> acls = new HashSet<>();

    private NetworkAcls(State state) {
        this.state = state;
        this.rules = state.by("network_acl_id", "aws_network_acl_rule");
        this.associations = state.by("network_acl_id", "aws_network_acl_association");
    }

    static void tell(State state) {
        NetworkAcls all = new NetworkAcls(state);
        state.each(all::subnets, "aws_network_acl", "aws_default_network_acl");
        state.each(all::acl, "aws_network_acl", "aws_default_network_acl");
        state.each(all::defaultAcl, "aws_vpc", "aws_default_vpc");
    }

    /** A default ACL's own list is not asked: what no other one has is its. */
    private void subnets(Resource resource) {
        List<String> inside = resource.item().texts("subnet_ids");
        if (resource.type().equals("aws_network_acl")) {
            inside.forEach(subnet -> bySubnet.putIfAbsent(subnet, resource.id()));
        }
        for (Resource one : associations.of(resource.id())) {
            bySubnet.put(one.item().need("subnet_id"), resource.id());
            associationIds.put(one.item().need("subnet_id"), one.id());
        }
    }

    private void acl(Resource resource) {
        Item item = resource.item().skip("default_network_acl_id");
        Map<String, ObjectNode> entries = new LinkedHashMap<>();
        item.parts("ingress").forEach(entry -> add(entries, entry, false));
        item.parts("egress").forEach(entry -> add(entries, entry, true));
        boolean isDefault = resource.type().equals("aws_default_network_acl");
        told(
                resource,
                resource.id(),
                item.need("vpc_id"),
                isDefault,
                entries,
                Description.of(item).same("owner_id").tags());
    }

    private void defaultAcl(Resource vpc) {
        Optional<String> id = vpc.item().text("default_network_acl_id");
        if (id.isEmpty()
                || acls.contains(id.get())
                || state.records().find(Kind.NETWORK_ACLS, id.get()).isPresent()) {
            return;
        }
        state.assume(
                vpc,
                "its ACL " + id.get() + " is no resource: taken as AWS makes it, with the rules that are resources");
        Map<String, ObjectNode> entries = new LinkedHashMap<>();
        for (boolean egress : new boolean[] {false, true}) {
            put(entries, all(ALLOWS_ALL, "CidrBlock", "0.0.0.0/0"), egress);
            if (vpc.item().text("ipv6_cidr_block").isPresent()) {
                put(entries, all(ALLOWS_ALL_IPV6, "Ipv6CidrBlock", "::/0"), egress);
            }
        }
        told(vpc, id.get(), vpc.id(), true, entries, Description.of(vpc.item()));
    }

    private static ObjectNode all(String number, String field, String block) {
        return Description.object()
                .put("RuleNumber", number)
                .put("Protocol", "-1")
                .put("RuleAction", "allow")
                .put(field, block);
    }

    private void told(
            Resource resource,
            String id,
            String vpc,
            boolean isDefault,
            Map<String, ObjectNode> entries,
            Description description) {
        acls.add(id);
        for (Resource rule : rules.of(id)) {
            Item item = rule.item();
            ObjectNode entry = entry(item, "rule_number", "rule_action");
            put(entries, entry, item.flag("egress", false));
        }
        List<ObjectNode> links = new ArrayList<>();
        for (Resource subnet : state.of("aws_subnet", "aws_default_subnet")) {
            String of = bySubnet.get(subnet.id());
            boolean rest =
                    of == null && isDefault && subnet.item().need("vpc_id").equals(vpc);
            if (rest || id.equals(of)) {
                String made = MadeIds.of(NetworkAclAssociationId.PREFIX, id + subnet.id());
                links.add(Description.object()
                        .put("NetworkAclAssociationId", associationIds.getOrDefault(subnet.id(), made))
                        .put("SubnetId", subnet.id()));
            }
        }
        description
                .put("NetworkAclId", id)
                .put("VpcId", vpc)
                .put("IsDefault", Boolean.toString(isDefault))
                .list("Entries", entries.values())
                .list("Associations", links);
        state.tell(resource, Kind.NETWORK_ACLS, description);
    }

    private static void add(Map<String, ObjectNode> entries, Item item, boolean egress) {
        put(entries, entry(item, "rule_no", "action"), egress);
    }

    private static void put(Map<String, ObjectNode> entries, ObjectNode entry, boolean egress) {
        entry.put("Egress", Boolean.toString(egress));
        entries.putIfAbsent(egress + " " + entry.path("RuleNumber").asText(), entry);
    }

    private static ObjectNode entry(Item item, String number, String action) {
        Description entry = Description.of(item)
                .as(number, "RuleNumber")
                .as(action, "RuleAction")
                .same("protocol", "cidr_block", "ipv6_cidr_block");
        ObjectNode icmp = Description.of(item)
                .as("icmp_type", "Type")
                .as("icmp_code", "Code")
                .node();
        ObjectNode ports =
                Description.of(item).as("from_port", "From").as("to_port", "To").node();
        String protocol = item.need("protocol");
        switch (protocol) {
            case "1", "icmp", "58", "icmpv6", "ipv6-icmp" -> entry.put("IcmpTypeCode", icmp);
            case "6", "tcp", "17", "udp" -> entry.put("PortRange", ports);
            default -> {} // no other protocol has ports that count
        }
        return entry.node();
    }
}

package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Security groups, with rules inside them, and with rules that are resources of two kinds. The default group of a VPC that is no resource is
 * as AWS makes it.
 */
final class SecurityGroups {
    private static final String ANY = "-1";

    private final State state;
    private final Children older;
    private final Children newer;

    private SecurityGroups(State state) {
        this.state = state;
        this.older = state.by("security_group_id", "aws_security_group_rule");
        this.newer = state.by(
                "security_group_id", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule");
    }

    static void tell(State state) {
        SecurityGroups groups = new SecurityGroups(state);
        state.each(groups::group, "aws_security_group", "aws_default_security_group");
        state.each(groups::association, "aws_vpc_security_group_vpc_association");
        state.each(groups::defaultGroup, "aws_vpc", "aws_default_vpc");
    }

    private void association(Resource resource) {
        state.tell(
                resource,
                Kind.SECURITY_GROUP_VPCS,
                Description.of(resource.item())
                        .as("security_group_id", "GroupId")
                        .same("vpc_id", "state"));
    }

    private void group(Resource resource) {
        Item item = resource.item().skip("revoke_rules_on_delete", "name_prefix");
        if (state.isTold(resource, Kind.SECURITY_GROUPS, resource.id())) {
            return;
        }
        state.tell(
                resource,
                Kind.SECURITY_GROUPS,
                Description.of(item)
                        .as("id", "GroupId")
                        .as("arn", "SecurityGroupArn")
                        .as("name", "GroupName")
                        .same("owner_id", "vpc_id", "description")
                        .tags());
        Rules rules = new Rules(resource, resource.id());
        rules.children();
        item.parts("ingress").forEach(rule -> rules.inside(rule, false));
        item.parts("egress").forEach(rule -> rules.inside(rule, true));
        rules.tell();
    }

    private void defaultGroup(Resource vpc) {
        Optional<String> id = vpc.item().text("default_security_group_id");
        if (id.isEmpty() || state.records().find(Kind.SECURITY_GROUPS, id.get()).isPresent()) {
            return;
        }
        state.assume(
                vpc,
                "its group " + id.get() + " is no resource: taken as AWS makes it, with the rules that are resources");
        state.tell(
                vpc,
                Kind.SECURITY_GROUPS,
                Description.of(vpc.item())
                        .put("GroupId", id.get())
                        .put("VpcId", vpc.id())
                        .put("GroupName", "default")
                        .put("Description", "default VPC security group"));
        Rules rules = new Rules(vpc, id.get());
        rules.children();
        rules.made(false, rules.ofGroup(id.get()));
        rules.made(true, Description.object().put("CidrIpv4", "0.0.0.0/0"));
        if (vpc.item().text("ipv6_cidr_block").isPresent()) {
            rules.made(true, Description.object().put("CidrIpv6", "::/0"));
        }
        rules.tell();
    }

    /** The rules of one group, each once: those with ids come first. */
    private final class Rules {
        private final Resource resource;
        private final String group;
        private final Map<String, ObjectNode> all = new LinkedHashMap<>();
        private boolean withoutIds;

        Rules(Resource resource, String group) {
            this.resource = resource;
            this.group = group;
        }

        void children() {
            newer.of(group).forEach(this::newer);
            older.of(group).forEach(this::older);
        }

        void newer(Resource rule) {
            Item item = rule.item().skip("referenced_security_group_id", "security_group_id");
            Description description = Description.of(item)
                    .same("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "description", "security_group_rule_id")
                    .tags();
            item.text("referenced_security_group_id")
                    .ifPresent(id -> description.node().setAll(ofGroup(id)));
            boolean egress = rule.type().equals("aws_vpc_security_group_egress_rule");
            add(item, egress, item.need("ip_protocol"), description.node());
        }

        void older(Resource rule) {
            Item item = rule.item().skip("security_group_rule_id");
            boolean egress = item.need("type").equals("egress");
            List<ObjectNode> far = peers(item);
            item.text("source_security_group_id").ifPresent(id -> far.add(ofGroup(id)));
            Optional<String> id = item.text("security_group_rule_id").filter(_ -> far.size() == 1);
            for (ObjectNode one : far) {
                id.ifPresent(known -> one.put("SecurityGroupRuleId", known));
                add(item, egress, item.need("protocol"), one);
            }
        }

        void inside(Item rule, boolean egress) {
            List<ObjectNode> far = peers(rule);
            rule.texts("security_groups").forEach(id -> far.add(ofGroup(id)));
            far.forEach(one -> add(rule, egress, rule.need("protocol"), one));
        }

        private List<ObjectNode> peers(Item item) {
            List<ObjectNode> far = new ArrayList<>();
            item.texts("cidr_blocks")
                    .forEach(block -> far.add(Description.object().put("CidrIpv4", block)));
            item.texts("ipv6_cidr_blocks")
                    .forEach(block -> far.add(Description.object().put("CidrIpv6", block)));
            item.texts("prefix_list_ids")
                    .forEach(id -> far.add(Description.object().put("PrefixListId", id)));
            if (item.flag("self", false)) {
                far.add(ofGroup(group));
            }
            return far;
        }

        /** A group, before which its account is named if it is another one's. */
        ObjectNode ofGroup(String text) {
            ObjectNode info = Description.object().put("GroupId", text.substring(text.indexOf('/') + 1));
            if (text.indexOf('/') > 0) {
                info.put("UserId", text.substring(0, text.indexOf('/')));
            }
            return Description.object().set("ReferencedGroupInfo", info);
        }

        void made(boolean egress, ObjectNode far) {
            put(far.put("IpProtocol", ANY), egress);
        }

        private void add(Item item, boolean egress, String protocol, ObjectNode rule) {
            item.text("description").ifPresent(text -> rule.put("Description", text));
            rule.put("IpProtocol", protocol);
            item.text("from_port").ifPresent(port -> rule.put("FromPort", port));
            item.text("to_port").ifPresent(port -> rule.put("ToPort", port));
            put(rule, egress);
        }

        private void put(ObjectNode rule, boolean egress) {
            boolean any = rule.path("IpProtocol").asText().equals(ANY);
            String ports = any ? "" : rule.path("FromPort") + "-" + rule.path("ToPort");
            String far = "" + rule.path("CidrIpv4") + rule.path("CidrIpv6") + rule.path("PrefixListId")
                    + rule.path("ReferencedGroupInfo");
            String key = (egress ? "out " : "in ") + rule.path("IpProtocol") + ports + far;
            rule.put("GroupId", group).put("IsEgress", Boolean.toString(egress));
            if (!rule.has("SecurityGroupRuleId") && !all.containsKey(key)) {
                withoutIds |= resource.id().equals(group);
                rule.put("SecurityGroupRuleId", MadeIds.of(SecurityGroupRuleId.PREFIX, group + key));
            }
            all.putIfAbsent(key, rule);
        }

        void tell() {
            if (withoutIds) {
                state.assume(resource, "ids of rules inside " + group + " are not in the state: made here");
            }
            all.values().forEach(rule -> state.records().add(state.source(resource), Kind.SECURITY_GROUP_RULES, rule));
        }
    }
}

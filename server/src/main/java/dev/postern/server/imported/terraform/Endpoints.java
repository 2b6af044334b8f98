package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** VPC endpoints, of which policies, route tables, subnets, groups and private names may be resources of their own. */
final class Endpoints {
    private final State state;
    private final Children policies;
    private final Children tables;
    private final Children subnets;
    private final Children groups;
    private final Children names;

    private Endpoints(State state) {
        this.state = state;
        this.policies = state.by("vpc_endpoint_id", "aws_vpc_endpoint_policy");
        this.tables = state.by("vpc_endpoint_id", "aws_vpc_endpoint_route_table_association");
        this.subnets = state.by("vpc_endpoint_id", "aws_vpc_endpoint_subnet_association");
        this.groups = state.by("vpc_endpoint_id", "aws_vpc_endpoint_security_group_association");
        this.names = state.by("vpc_endpoint_id", "aws_vpc_endpoint_private_dns");
    }

    static void tell(State state) {
        state.each(new Endpoints(state)::endpoint, "aws_vpc_endpoint");
    }

    private void endpoint(Resource resource) {
        Item item = resource.item();
        item.skip("prefix_list_id", "cidr_blocks", "auto_accept", "subnet_ids", "requester_managed");
        Description description = Description.of(item)
                .as("id", "VpcEndpointId")
                .same("vpc_endpoint_type", "vpc_id", "service_name", "state", "owner_id", "ip_address_type")
                .same("private_dns_enabled", "service_region")
                .as("policy", "PolicyDocument")
                .put("RouteTableIds", Description.texts(with(item, "route_table_ids", tables.of(resource.id()))))
                .put("NetworkInterfaceIds", Description.texts(item.texts("network_interface_ids")))
                .list("Groups", groups(resource))
                .tags();
        policies.of(resource.id())
                .forEach(one -> description.put("PolicyDocument", one.item().need("policy")));
        names.of(resource.id())
                .forEach(one -> description.put(
                        "PrivateDnsEnabled",
                        one.item().text("private_dns_enabled").orElse("false")));
        List<ObjectNode> entries = new ArrayList<>();
        item.parts("dns_entry")
                .forEach(entry -> entries.add(
                        Description.of(entry).same("dns_name", "hosted_zone_id").node()));
        description.list("DnsEntries", entries);
        for (Item options : item.parts("dns_options")) {
            Description dns = Description.of(options).same("dns_record_ip_type");
            if (options.flag("private_dns_only_for_inbound_resolver_endpoint", false)) {
                dns.put("PrivateDnsOnlyForInboundResolverEndpoint", "true");
            }
            description.put("DnsOptions", dns);
        }
        state.tell(resource, Kind.ENDPOINTS, description);
        interfaces(resource);
    }

    private static SortedSet<String> with(Item item, String list, List<Resource> more) {
        SortedSet<String> all = new TreeSet<>(item.texts(list));
        more.forEach(one -> all.add(one.item().need("route_table_id")));
        return all;
    }

    /** An association may take the place of the default group, which the endpoint was made with. */
    private List<ObjectNode> groups(Resource resource) {
        TreeSet<String> all = new TreeSet<>(resource.item().texts("security_group_ids"));
        for (Resource one : groups.of(resource.id())) {
            if (one.item().flag("replace_default_association", false)) {
                state.find(resource.item().need("vpc_id"))
                        .flatMap(vpc -> vpc.item().text("default_security_group_id"))
                        .ifPresent(all::remove);
            }
            all.add(one.item().need("security_group_id"));
        }
        return all.stream().map(id -> Description.object().put("GroupId", id)).toList();
    }

    /** Its interfaces, of which the state says the ids and, in another list, the subnets and addresses. */
    private void interfaces(Resource resource) {
        Item item = resource.item();
        List<Item> places = item.parts("subnet_configuration");
        List<String> ids = new ArrayList<>(new TreeSet<>(item.texts("network_interface_ids")));
        boolean listed = ids.stream()
                .allMatch(id -> state.records().find(Kind.INTERFACES, id).isPresent());
        Map<String, Description> bySubnet = new TreeMap<>();
        for (Item place : places) {
            List<ObjectNode> ipv4 = place.text("ipv4").stream()
                    .map(ip -> Description.object().put("PrivateIpAddress", ip).put("Primary", "true"))
                    .toList();
            List<ObjectNode> ipv6 = place.text("ipv6").stream()
                    .map(ip -> Description.object().put("Ipv6Address", ip))
                    .toList();
            bySubnet.put(
                    place.need("subnet_id"),
                    Description.of(place)
                            .same("subnet_id")
                            .list("PrivateIpAddresses", ipv4)
                            .list("Ipv6Addresses", ipv6)
                            .list("Groups", groups(resource))
                            .put("Description", "VPC Endpoint Interface " + resource.id()));
        }
        for (Resource one : subnets.of(resource.id())) {
            if (!bySubnet.containsKey(one.item().need("subnet_id"))) {
                one.item()
                        .note(
                                "subnet_id",
                                "the interface there is not in the state yet: terraform apply -refresh-only");
            }
        }
        if (listed) {
            return;
        }
        if (ids.size() != bySubnet.size()) {
            item.note("subnet_configuration", "does not say where all of its interfaces are: those are not taken over");
        }
        if (bySubnet.size() > 1) {
            item.note(
                    "network_interface_ids",
                    "the state does not say which interface is in which subnet: taken in the order of their ids"
                            + " (describe-network-interfaces says it)");
        }
        int next = 0;
        for (Description place : bySubnet.values()) {
            if (next < ids.size()) {
                state.tell(resource, Kind.INTERFACES, place.put("NetworkInterfaceId", ids.get(next++)));
            }
        }
    }
}

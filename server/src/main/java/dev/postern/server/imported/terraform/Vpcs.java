package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.ec2.VpcCidrAssociationId;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** VPCs with their blocks and attributes, options of DHCP, subnets, and gateways of the internet. */
final class Vpcs {
    private final State state;
    private final Children blocks;
    private final Children ipv6Blocks;
    private final Children options;
    private final Children attachments;

    private Vpcs(State state) {
        this.state = state;
        this.blocks = state.by("vpc_id", "aws_vpc_ipv4_cidr_block_association");
        this.ipv6Blocks = state.by("vpc_id", "aws_vpc_ipv6_cidr_block_association");
        this.options = state.by("vpc_id", "aws_vpc_dhcp_options_association");
        this.attachments = state.by("internet_gateway_id", "aws_internet_gateway_attachment");
    }

    static void tell(State state) {
        Vpcs vpcs = new Vpcs(state);
        state.each(vpcs::dhcpOptions, "aws_vpc_dhcp_options", "aws_default_vpc_dhcp_options");
        state.each(vpcs::vpc, "aws_vpc", "aws_default_vpc");
        state.each(vpcs::subnet, "aws_subnet", "aws_default_subnet");
        state.each(vpcs::internetGateway, "aws_internet_gateway");
        state.each(vpcs::egressOnly, "aws_egress_only_internet_gateway");
    }

    private void dhcpOptions(Resource resource) {
        Item item = resource.item();
        List<ObjectNode> values = new ArrayList<>();
        item.text("domain_name").ifPresent(name -> values.add(option("domain-name", List.of(name))));
        for (String list : List.of("domain_name_servers", "ntp_servers", "netbios_name_servers")) {
            if (!item.texts(list).isEmpty()) {
                values.add(option(list.replace('_', '-'), item.texts(list)));
            }
        }
        item.text("netbios_node_type").ifPresent(type -> values.add(option("netbios-node-type", List.of(type))));
        item.text("ipv6_address_preferred_lease_time")
                .ifPresent(time -> values.add(option("ipv6-address-preferred-lease-time", List.of(time))));
        state.tell(
                resource,
                Kind.DHCP_OPTIONS,
                Description.of(item)
                        .as("id", "DhcpOptionsId")
                        .as("arn", "DhcpOptionsArn")
                        .same("owner_id")
                        .list("DhcpConfigurations", values)
                        .tags());
    }

    private static ObjectNode option(String key, List<String> values) {
        ObjectNode option = Description.object().put("Key", key);
        values.forEach(
                value -> option.withArray("/Values").add(Description.object().put("Value", value)));
        return option;
    }

    private void vpc(Resource resource) {
        Item item = resource.item();
        String id = resource.id();
        if (state.isTold(resource, Kind.VPCS, id)) {
            return;
        }
        item.skip("main_route_table_id", "default_route_table_id", "default_network_acl_id");
        item.skip("default_security_group_id", "assign_generated_ipv6_cidr_block", "ipv6_netmask_length");
        item.skip("force_destroy", "existing_default_vpc");
        item.skip("ipv6_cidr_block_network_border_group");
        Description description = Description.of(item)
                .as("id", "VpcId")
                .as("arn", "VpcArn")
                .same("owner_id", "cidr_block", "instance_tenancy", "dhcp_options_id")
                .put("IsDefault", Boolean.toString(resource.type().equals("aws_default_vpc")))
                .list("CidrBlockAssociationSet", blocks(item, id))
                .list("Ipv6CidrBlockAssociationSet", ipv6Blocks(item, id))
                .tags();
        for (Resource option : options.of(id)) {
            description.put("DhcpOptionsId", option.item().need("dhcp_options_id"));
        }
        state.tell(resource, Kind.VPCS, description);
        attribute(resource, "enable_dns_support", "EnableDnsSupport");
        attribute(resource, "enable_dns_hostnames", "EnableDnsHostnames");
        attribute(resource, "enable_network_address_usage_metrics", "EnableNetworkAddressUsageMetrics");
    }

    private void attribute(Resource resource, String attribute, String field) {
        resource.item().text(attribute).ifPresent(value -> {
            ObjectNode root = Description.object().put("VpcId", resource.id());
            root.putObject(field).put("Value", value);
            state.records().add(state.source(resource), root);
        });
    }

    private List<ObjectNode> blocks(Item item, String vpc) {
        List<ObjectNode> all = new ArrayList<>();
        String made = MadeIds.of(VpcCidrAssociationId.PREFIX, vpc);
        all.add(Description.object().put("AssociationId", made).put("CidrBlock", item.need("cidr_block")));
        for (Resource one : blocks.of(vpc)) {
            one.item().skip("ipv4_ipam_pool_id", "ipv4_netmask_length");
            all.add(Description.of(one.item())
                    .as("id", "AssociationId")
                    .same("cidr_block")
                    .node());
        }
        return all;
    }

    private List<ObjectNode> ipv6Blocks(Item item, String vpc) {
        List<ObjectNode> all = new ArrayList<>();
        if (item.text("ipv6_cidr_block").isPresent()) {
            all.add(Description.of(item)
                    .as("ipv6_association_id", "AssociationId")
                    .same("ipv6_cidr_block")
                    .as("ipv6_ipam_pool_id", "Ipv6Pool")
                    .node());
        }
        for (Resource one : ipv6Blocks.of(vpc)) {
            one.item().skip("assign_generated_ipv6_cidr_block", "ipv6_netmask_length");
            if (one.item()
                    .need("ipv6_cidr_block")
                    .equals(item.text("ipv6_cidr_block").orElse(""))) {
                continue; // the VPC has been read again since
            }
            all.add(Description.of(one.item())
                    .as("id", "AssociationId")
                    .same("ipv6_cidr_block", "ip_source", "ipv6_pool", "ipv6_address_attribute")
                    .node());
        }
        return all;
    }

    private void subnet(Resource resource) {
        Item item = resource.item();
        item.skip("ipv6_cidr_block_association_id", "enable_lni_at_device_index", "outpost_arn");
        item.skip("existing_default_subnet", "force_destroy");
        Description names = Description.of(item)
                .as("private_dns_hostname_type_on_launch", "HostnameType")
                .as("enable_resource_name_dns_a_record_on_launch", "EnableResourceNameDnsARecord")
                .as("enable_resource_name_dns_aaaa_record_on_launch", "EnableResourceNameDnsAAAARecord");
        Description description = Description.of(item)
                .as("id", "SubnetId")
                .as("arn", "SubnetArn")
                .same("owner_id", "vpc_id", "cidr_block", "availability_zone", "availability_zone_id")
                .same("map_public_ip_on_launch", "assign_ipv6_address_on_creation", "enable_dns64", "ipv6_native")
                .same("map_customer_owned_ip_on_launch", "customer_owned_ipv4_pool")
                .put("DefaultForAz", Boolean.toString(resource.type().equals("aws_default_subnet")))
                .put("PrivateDnsNameOptionsOnLaunch", names)
                .tags();
        if (item.text("ipv6_cidr_block").isPresent()) {
            ObjectNode block = Description.of(item)
                    .as("ipv6_cidr_block_association_id", "AssociationId")
                    .same("ipv6_cidr_block")
                    .node();
            description.list("Ipv6CidrBlockAssociationSet", List.of(block));
        }
        state.tell(resource, Kind.SUBNETS, description);
    }

    private void internetGateway(Resource resource) {
        Optional<String> vpc = resource.item()
                .text("vpc_id")
                .or(() -> attachments.of(resource.id()).stream()
                        .map(one -> one.item().need("vpc_id"))
                        .findFirst());
        state.tell(
                resource,
                Kind.INTERNET_GATEWAYS,
                Description.of(resource.item())
                        .as("id", "InternetGatewayId")
                        .same("owner_id")
                        .list("Attachments", vpc.stream().map(Vpcs::attachment).toList())
                        .tags());
    }

    private void egressOnly(Resource resource) {
        state.tell(
                resource,
                Kind.EGRESS_ONLY_GATEWAYS,
                Description.of(resource.item())
                        .as("id", "EgressOnlyInternetGatewayId")
                        .list("Attachments", List.of(attachment(resource.item().need("vpc_id"))))
                        .tags());
    }

    private static ObjectNode attachment(String vpc) {
        return Description.object().put("VpcId", vpc).put("State", "available");
    }
}

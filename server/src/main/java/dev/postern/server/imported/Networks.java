package dev.postern.server.imported;

import dev.postern.model.ec2.DhcpOptions;
import dev.postern.model.ec2.DhcpOptionsId;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.PrivateNames;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetCidrAssociationId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcCidrAssociationId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import dev.postern.services.ec2.vpc.DhcpOptionSets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** VPCs, what they tell their instances, their subnets, and their doors. */
final class Networks {
    private static final List<String> GONE = List.of("disassociated", "disassociating", "failed", "failing");

    private final Takeover to;

    private Networks(Takeover to) {
        this.to = to;
    }

    static void take(Takeover to) {
        Networks networks = new Networks(to);
        to.each(Kind.DHCP_OPTIONS, networks::dhcp);
        to.each(Kind.VPCS, networks::vpc);
        to.each(Kind.SUBNETS, networks::subnet);
        to.each(Kind.INTERNET_GATEWAYS, networks::internetGateway);
        to.each(Kind.EGRESS_ONLY_GATEWAYS, networks::egressOnly);
    }

    private void dhcp(Item item) {
        TreeMap<String, List<String>> values = new TreeMap<>();
        for (Item option : item.parts("DhcpConfigurations")) {
            List<String> texts = option.parts("Values").stream()
                    .map(value -> value.need("Value"))
                    .toList();
            values.put(option.need("Key"), texts);
        }
        item.skip("OwnerId", "DhcpOptionsArn", "DhcpOptionsId");
        if (item.id().equals(regionOptions(item))) {
            item.tags("Tags");
            return; // what every Region has is not stored
        }
        to.put(new DhcpOptions(to.scope(item), new DhcpOptionsId(item.id()), values, item.tags("Tags")));
    }

    private void vpc(Item item) {
        List<Vpc.CidrAssociation> blocks = new ArrayList<>();
        String primary = item.need("CidrBlock");
        for (Item block : item.parts("CidrBlockAssociationSet")) {
            if (isThere(block, "CidrBlockState")) {
                Vpc.CidrAssociation association = new Vpc.CidrAssociation(
                        new VpcCidrAssociationId(block.need("AssociationId")), to.cidr(block, "CidrBlock"));
                blocks.add(block.need("CidrBlock").equals(primary) ? 0 : blocks.size(), association);
            }
        }
        if (blocks.isEmpty()) {
            String made = MadeIds.of(VpcCidrAssociationId.PREFIX, item.id());
            blocks.add(new Vpc.CidrAssociation(new VpcCidrAssociationId(made), to.cidr(item, "CidrBlock")));
        }
        for (Item block : item.parts("Ipv6CidrBlockAssociationSet")) {
            block.only("Ipv6Pool", "Amazon").only("IpSource", "amazon").only("Ipv6AddressAttribute", "public");
            block.skip("NetworkBorderGroup");
            Cidr cidr = Cidr.of(block.need("Ipv6CidrBlock"));
            if (isThere(block, "Ipv6CidrBlockState") && cidr.length() == AddressPlan.VPC_IPV6_LENGTH) {
                blocks.add(new Vpc.CidrAssociation(
                        new VpcCidrAssociationId(block.need("AssociationId")), to.cidr(block, "Ipv6CidrBlock")));
            } else if (cidr.length() != AddressPlan.VPC_IPV6_LENGTH) {
                block.note("Ipv6CidrBlock", cidr + " is not taken over: an IPv6 block of a VPC is a /56 here");
            }
        }
        item.only("InstanceTenancy", "default").only("State", "available");
        item.part("BlockPublicAccessStates").ifPresent(states -> states.only("InternetGatewayBlockMode", "off"));
        item.skip("OwnerId", "VpcId", "VpcArn");
        boolean isDefault = item.flag("IsDefault", false);
        to.put(new Vpc(
                to.scope(item),
                new VpcId(item.id()),
                blocks,
                isDefault,
                attribute(item, "EnableDnsSupport", true),
                attribute(item, "EnableDnsHostnames", isDefault),
                said(item, "EnableNetworkAddressUsageMetrics", false),
                dhcpOf(item),
                item.tags("Tags")));
    }

    private static boolean isThere(Item block, String field) {
        return block.part(field)
                .map(state -> {
                    state.skip("StatusMessage");
                    return !GONE.contains(state.text("State").orElse("associated"));
                })
                .orElse(true);
    }

    private boolean attribute(Item vpc, String name, boolean otherwise) {
        Item said = to.records().vpcAttributes().get(vpc.id() + " " + name);
        if (said == null) {
            vpc.note(
                    name,
                    "is in none of the files (describe-vpc-attribute); taken as AWS begins with it: " + otherwise);
            return otherwise;
        }
        return said(vpc, name, otherwise);
    }

    /** An attribute that changes nothing here, so that nobody needs to hear where it is not said. */
    private boolean said(Item vpc, String name, boolean otherwise) {
        Item said = to.records().vpcAttributes().get(vpc.id() + " " + name);
        if (said == null) {
            return otherwise;
        }
        said.skip("VpcId");
        return said.part(name).map(value -> value.flag("Value", otherwise)).orElse(otherwise);
    }

    private Vpc.Dhcp dhcpOf(Item vpc) {
        Optional<String> id = vpc.text("DhcpOptionsId");
        if (id.isEmpty() || id.get().equals("default")) {
            return id.isEmpty() ? new Vpc.RegionOptions() : new Vpc.NoOptions();
        }
        if (to.find(DhcpOptions.class, id.get()).isEmpty()) {
            if (!id.get().equals(regionOptions(vpc))) {
                vpc.note("DhcpOptionsId", id.get() + " is in none of the files; taken as the options of the Region");
            }
            return new Vpc.RegionOptions();
        }
        return new Vpc.OwnOptions(new DhcpOptionsId(id.get()));
    }

    private String regionOptions(Item vpc) {
        return DhcpOptionSets.idOfRegion(to.scope(vpc));
    }

    private void subnet(Item item) {
        if (!to.needs(item, "VpcId", Vpc.class, item.need("VpcId"))) {
            return;
        }
        boolean ipv6Native = item.flag("Ipv6Native", false);
        Optional<Cidr> ipv4 = ipv6Native ? Optional.empty() : Optional.of(to.cidr(item, "CidrBlock"));
        Vpc vpc = to.find(Vpc.class, item.need("VpcId")).orElseThrow();
        Optional<Subnet.Ipv6Block> ipv6 = Optional.empty();
        for (Item block : item.parts("Ipv6CidrBlockAssociationSet")) {
            block.only("Ipv6AddressAttribute", "public").only("IpSource", "amazon");
            if (isThere(block, "Ipv6CidrBlockState")) {
                Cidr cidr = to.cidr(block, "Ipv6CidrBlock");
                if (vpc.cidrBlocks().stream().anyMatch(own -> own.cidr().contains(cidr))) {
                    ipv6 = Optional.of(
                            new Subnet.Ipv6Block(new SubnetCidrAssociationId(block.need("AssociationId")), cidr));
                } else {
                    block.note("Ipv6CidrBlock", cidr + " is not taken over: it is in no block that the VPC has here");
                }
            }
        }
        if (ipv4.isEmpty() && ipv6.isEmpty()) {
            item.gone("it has no block that is taken over");
            return;
        }
        Optional<Item> names = item.part("PrivateDnsNameOptionsOnLaunch");
        item.only("MapCustomerOwnedIpOnLaunch", "false").only("State", "available");
        item.part("BlockPublicAccessStates").ifPresent(states -> states.only("InternetGatewayBlockMode", "off"));
        item.skip("AvailableIpAddressCount", "OwnerId", "SubnetArn", "SubnetId", "Type", "CidrBlock");
        to.put(new Subnet(
                to.scope(item),
                new SubnetId(item.id()),
                vpc.id(),
                ipv4,
                ipv6,
                item.need("AvailabilityZone"),
                item.text("AvailabilityZoneId").orElse(""),
                item.flag("DefaultForAz", false),
                item.flag("MapPublicIpOnLaunch", false),
                item.flag("AssignIpv6AddressOnCreation", false),
                names.map(Networks::names).orElse(PrivateNames.DEFAULT),
                item.flag("EnableDns64", false),
                item.tags("Tags")));
    }

    static PrivateNames names(Item item) {
        return new PrivateNames(
                PrivateNames.Kind.of(item.text("HostnameType").orElse("ip-name"))
                        .orElseThrow(() -> item.mistake("HostnameType is not known")),
                item.flag("EnableResourceNameDnsARecord", false),
                item.flag("EnableResourceNameDnsAAAARecord", false));
    }

    private void internetGateway(Item item) {
        Optional<VpcId> vpc = attachedTo(item);
        item.skip("OwnerId", "InternetGatewayId");
        to.put(new InternetGateway(to.scope(item), new InternetGatewayId(item.id()), vpc, item.tags("Tags")));
    }

    private Optional<VpcId> attachedTo(Item item) {
        Optional<VpcId> vpc = Optional.empty();
        for (Item attachment : item.parts("Attachments")) {
            String state = attachment.text("State").orElse("available");
            String id = attachment.need("VpcId");
            if (state.equals("available") || state.equals("attached")) {
                to.names(attachment, "VpcId", Vpc.class, id);
                vpc = Optional.of(new VpcId(id))
                        .filter(_ -> to.find(Vpc.class, id).isPresent());
            }
        }
        return vpc;
    }

    private void egressOnly(Item item) {
        Optional<VpcId> vpc = attachedTo(item);
        item.skip("EgressOnlyInternetGatewayId", "OwnerId");
        if (vpc.isEmpty()) {
            item.gone("it is attached to no VPC that is in the files");
            return;
        }
        to.put(new EgressOnlyInternetGateway(
                to.scope(item), new EgressOnlyInternetGatewayId(item.id()), vpc.get(), item.tags("Tags")));
    }
}

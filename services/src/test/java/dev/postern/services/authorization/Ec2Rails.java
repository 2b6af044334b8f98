package dev.postern.services.authorization;

import static dev.postern.services.authorization.Ec2World.MINE;
import static dev.postern.services.authorization.Ec2World.PROFILE;
import static dev.postern.services.authorization.Ec2World.SERVICE;
import static dev.postern.services.authorization.Ec2World.red;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.AcceptVpcEndpointConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.AssociateDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.AssociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointServiceConfigurationRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServiceConfigurationRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;

/**
 * Conditions that hold for requests: each of EC2's keys, and what it is then.
 *
 * @param world on which they act
 */
record Ec2Rails(Ec2World world) {
    private static final String SNAPSHOT = "snap-0123456789abcdef0";

    /**
     * A guard rail.
     *
     * @param action for which the request needs a permission
     * @param type of the resource on which the key is asked
     */
    record Rail(SdkPojo request, String action, String type, String key, String value) {
        Rail(SdkPojo request, String type, String key, String value) {
            this(request, operation(request), type, key, value);
        }

        static String operation(SdkPojo request) {
            String name = request.getClass().getSimpleName();
            return name.substring(0, name.length() - "Request".length());
        }

        /** Holds for this request, or for one that differs from it only in what the key says. */
        String condition(boolean holds) {
            String operator =
                    Set.of("aws:TagKeys", "ec2:VpcePrivateDnsSpecifiedDomains").contains(key)
                            ? "ForAnyValue:StringEquals"
                            : "StringEquals";
            return "'Condition':{'" + operator + "':{'" + key + "':'"
                    + (holds ? value : "not " + value).replace("\"", "\\'") + "'}}";
        }

        String resources() {
            return type.equals("*") ? "*" : "arn:aws:ec2:*:*:" + type + "/*";
        }
    }

    static Rail launch(Consumer<RunInstancesRequest.Builder> more, String type, String key, String value) {
        return new Rail(RunInstancesRequest.builder().applyMutation(more).build(), type, key, value);
    }

    private static Rail disk(Consumer<EbsBlockDevice.Builder> ebs, String key, String value) {
        BlockDeviceMapping root =
                BlockDeviceMapping.builder().deviceName("/dev/xvda").ebs(ebs).build();
        return launch(r -> r.blockDeviceMappings(root), "volume", key, value);
    }

    private static Rail card(Consumer<InstanceNetworkInterfaceSpecification.Builder> one, String key, String value) {
        InstanceNetworkInterfaceSpecification first = InstanceNetworkInterfaceSpecification.builder()
                .deviceIndex(0)
                .applyMutation(one)
                .build();
        return launch(r -> r.networkInterfaces(first), "network-interface", key, value);
    }

    private List<Rail> ofInstances() {
        return List.of(
                launch(r -> r.instanceType("m5.24xlarge"), "instance", "ec2:InstanceType", "m5.24xlarge"),
                launch(r -> {}, "instance", "ec2:InstanceType", "m1.small"),
                launch(r -> {}, "instance", "ec2:InstanceID", "*"),
                launch(r -> {}, "instance", "ec2:InstanceMarketType", "on-demand"),
                launch(
                        r -> r.instanceMarketOptions(m -> m.marketType("spot")),
                        "instance",
                        "ec2:InstanceMarketType",
                        "spot"),
                launch(r -> r.placement(p -> p.tenancy("host")), "instance", "ec2:Tenancy", "host"),
                launch(r -> {}, "instance", "ec2:AvailabilityZone", "us-east-1a"),
                launch(
                        r -> r.placement(p -> p.availabilityZone("us-east-1c")),
                        "instance",
                        "ec2:AvailabilityZone",
                        "us-east-1c"),
                launch(r -> r.subnetId(world.subnet), "instance", "ec2:AvailabilityZoneId", "use1-az2"),
                launch(r -> r.ebsOptimized(true), "instance", "ec2:EbsOptimized", "true"),
                launch(r -> {}, "instance", "ec2:RootDeviceType", "ebs"),
                launch(r -> r.iamInstanceProfile(p -> p.name("profile")), "instance", "ec2:InstanceProfile", PROFILE),
                launch(
                        r -> r.maintenanceOptions(o -> o.autoRecovery("disabled")),
                        "instance",
                        "ec2:InstanceAutoRecovery",
                        "disabled"),
                launch(r -> {}, "instance", "ec2:InstanceBandwidthWeighting", "default"),
                launch(
                        r -> r.cpuOptions(o -> o.amdSevSnp("enabled")),
                        "instance",
                        "ec2:CpuOptionsAmdSevSnp",
                        "enabled"),
                launch(r -> {}, "instance", "ec2:IsLaunchTemplateResource", "false"),
                launch(
                        r -> r.launchTemplate(t -> t.launchTemplateId(world.template)),
                        "image",
                        "ec2:LaunchTemplate",
                        MINE + "launch-template/" + world.template),
                launch(r -> r.tagSpecifications(red(ResourceType.INSTANCE)), "instance", "aws:RequestTag/Team", "red"),
                launch(r -> r.tagSpecifications(red(ResourceType.VOLUME)), "volume", "aws:TagKeys", "Team"));
    }

    private List<Rail> ofMetadata() {
        SdkPojo terminate =
                TerminateInstancesRequest.builder().instanceIds(world.instance).build();
        return List.of(
                launch(
                        r -> r.metadataOptions(o -> o.httpTokens("required")),
                        "instance",
                        "ec2:MetadataHttpTokens",
                        "required"),
                launch(
                        r -> r.metadataOptions(o -> o.httpEndpoint("disabled")),
                        "instance",
                        "ec2:MetadataHttpEndpoint",
                        "disabled"),
                launch(
                        r -> r.metadataOptions(o -> o.httpPutResponseHopLimit(3)),
                        "instance",
                        "ec2:MetadataHttpPutResponseHopLimit",
                        "3"),
                launch(
                        r -> r.metadataOptions(o -> o.instanceMetadataTags("enabled")),
                        "instance",
                        "ec2:InstanceMetadataTags",
                        "enabled"),
                new Rail(terminate, "instance", "ec2:MetadataHttpTokens", "optional"),
                new Rail(terminate, "instance", "ec2:EbsOptimized", "false"),
                new Rail(terminate, "instance", "ec2:InstanceAutoRecovery", "default"),
                new Rail(terminate, "instance", "ec2:InstanceID", world.instance));
    }

    private List<Rail> ofPlaces() {
        return List.of(
                launch(r -> r.subnetId(world.subnet), "subnet", "ec2:SubnetID", world.subnet),
                launch(r -> r.subnetId(world.subnet), "subnet", "ec2:Vpc", MINE + "vpc/" + world.vpc),
                launch(
                        r -> r.subnetId(world.subnet),
                        "network-interface",
                        "ec2:Subnet",
                        MINE + "subnet/" + world.subnet),
                launch(r -> {}, "network-interface", "ec2:Subnet", MINE + "subnet/" + world.defaultSubnet),
                card(e -> e.subnetId(world.subnet), "ec2:Vpc", MINE + "vpc/" + world.vpc),
                card(e -> e.associatePublicIpAddress(true), "ec2:AssociatePublicIpAddress", "true"),
                card(e -> e.networkInterfaceId(world.eni), "ec2:NetworkInterfaceID", world.eni),
                launch(r -> r.securityGroupIds(world.group), "security-group", "ec2:SecurityGroupID", world.group),
                launch(r -> r.keyName("key"), "key-pair", "ec2:KeyPairName", "key"),
                launch(r -> r.keyName("key"), "key-pair", "ec2:KeyPairType", "ed25519"),
                launch(r -> r.imageId(world.image), "image", "ec2:ImageID", world.image),
                launch(r -> r.imageId(world.image), "image", "ec2:ImageType", "machine"),
                launch(r -> r.imageId(world.image), "image", "ec2:Owner", "amazon"),
                launch(r -> r.imageId(world.image), "image", "ec2:Public", "true"),
                launch(r -> r.imageId(world.image), "image", "aws:ResourceAccount", "137112412989"));
    }

    private List<Rail> ofVolumes() {
        SdkPojo tag = CreateTagsRequest.builder()
                .resources(world.volume)
                .tags(Tag.builder().key("Team").value("red").build())
                .build();
        return List.of(
                disk(e -> e.volumeSize(500), "ec2:VolumeSize", "500"),
                launch(r -> {}, "volume", "ec2:VolumeSize", "8"),
                disk(e -> e.volumeType("io2"), "ec2:VolumeType", "io2"),
                disk(e -> e.iops(4000), "ec2:VolumeIops", "4000"),
                disk(e -> e.volumeInitializationRate(200), "ec2:VolumeInitializationRate", "200"),
                disk(e -> e.volumeSize(9), "ec2:VolumeThroughput", "125"),
                disk(e -> e.encrypted(true), "ec2:Encrypted", "true"),
                launch(r -> {}, "volume", "ec2:VolumeID", "*"),
                disk(e -> e.snapshotId(SNAPSHOT), "ec2:ParentSnapshot", "arn:aws:ec2:us-east-1::snapshot/" + SNAPSHOT),
                new Rail(tag, "volume", "ec2:VolumeIops", "3000"),
                new Rail(tag, "volume", "ec2:AvailabilityZoneId", "use1-az2"),
                new Rail(
                        RunInstancesRequest.builder()
                                .tagSpecifications(red(ResourceType.INSTANCE))
                                .build(),
                        "CreateTags",
                        "instance",
                        "ec2:CreateAction",
                        "RunInstances"));
    }

    private List<Rail> ofNetworks() {
        SdkPojo peer = CreateVpcPeeringConnectionRequest.builder()
                .vpcId(world.vpc)
                .peerVpcId("vpc-0123456789abcdef0")
                .peerOwnerId("444455556666")
                .build();
        SdkPojo unpeer = DeleteVpcPeeringConnectionRequest.builder()
                .vpcPeeringConnectionId(world.peering)
                .build();
        SdkPojo release = ReleaseAddressRequest.builder()
                .allocationId(world.address.allocationId())
                .build();
        SdkPojo dhcp = AssociateDhcpOptionsRequest.builder()
                .dhcpOptionsId(world.options)
                .vpcId(world.vpc)
                .build();
        SdkPojo attach = AttachInternetGatewayRequest.builder()
                .internetGatewayId(world.igw)
                .vpcId(world.vpc)
                .build();
        SdkPojo table =
                DeleteRouteTableRequest.builder().routeTableId(world.table).build();
        SdkPojo acl = DeleteNetworkAclRequest.builder().networkAclId(world.acl).build();
        SdkPojo log = CreateFlowLogsRequest.builder().resourceIds(world.nat).build();
        SdkPojo pool = CreateVpcRequest.builder()
                .ipv4IpamPoolId("ipam-pool-4")
                .ipv6IpamPoolId("ipam-pool-6")
                .build();
        return List.of(
                new Rail(peer, "vpc-peering-connection", "ec2:AccepterVpc", foreign("vpc/vpc-0123456789abcdef0")),
                new Rail(unpeer, "vpc-peering-connection", "ec2:RequesterVpc", MINE + "vpc/" + world.vpc),
                new Rail(unpeer, "vpc-peering-connection", "ec2:VpcPeeringConnectionID", world.peering),
                new Rail(release, "elastic-ip", "ec2:AllocationId", world.address.allocationId()),
                new Rail(release, "elastic-ip", "ec2:PublicIpAddress", world.address.publicIp()),
                new Rail(release, "elastic-ip", "ec2:Domain", "vpc"),
                new Rail(dhcp, "dhcp-options", "ec2:DhcpOptionsID", world.options),
                new Rail(attach, "internet-gateway", "ec2:InternetGatewayID", world.igw),
                new Rail(attach, "vpc", "ec2:VpcID", world.vpc),
                new Rail(attach, "vpc", "aws:ResourceTag/Team", "red"),
                new Rail(attach, "vpc", "ec2:ResourceTag/Team", "red"),
                new Rail(table, "route-table", "ec2:RouteTableID", world.table),
                new Rail(acl, "network-acl", "ec2:NetworkAclID", world.acl),
                new Rail(log, "natgateway", "ec2:Vpc", MINE + "vpc/" + world.vpc),
                new Rail(pool, "vpc", "ec2:Ipv4IpamPoolId", "ipam-pool-4"),
                new Rail(pool, "vpc", "ec2:Ipv6IpamPoolId", "ipam-pool-6"),
                new Rail(DescribeVpcsRequest.builder().build(), "*", "ec2:Region", "us-east-1"));
    }

    private static String foreign(String resource) {
        return "arn:aws:ec2:us-east-1:444455556666:" + resource;
    }

    private List<Rail> ofEndpoints() {
        SdkPojo make = CreateVpcEndpointRequest.builder()
                .vpcId(world.vpc)
                .serviceName("com.amazonaws.us-east-1.s3")
                .serviceRegion("eu-west-1")
                .dnsOptions(o ->
                        o.privateDnsPreference("SPECIFIED_DOMAINS_ONLY").privateDnsSpecifiedDomains("corp.example"))
                .build();
        SdkPojo delete = DeleteVpcEndpointsRequest.builder()
                .vpcEndpointIds(world.endpoint)
                .build();
        SdkPojo offer = CreateVpcEndpointServiceConfigurationRequest.builder()
                .supportedRegions("us-east-1", "eu-west-1")
                .build();
        SdkPojo change = ModifyVpcEndpointServiceConfigurationRequest.builder()
                .serviceId(SERVICE)
                .privateDnsName("shop.example")
                .addSupportedRegions("eu-west-1")
                .build();
        SdkPojo accept =
                AcceptVpcEndpointConnectionsRequest.builder().serviceId(SERVICE).build();
        return List.of(
                new Rail(make, "vpc-endpoint", "ec2:VpceServiceName", "com.amazonaws.us-east-1.s3"),
                new Rail(make, "vpc-endpoint", "ec2:VpceServiceOwner", "amazon"),
                new Rail(make, "vpc-endpoint", "ec2:VpceServiceRegion", "eu-west-1"),
                new Rail(make, "vpc-endpoint", "ec2:VpceMultiRegion", "true"),
                new Rail(make, "vpc-endpoint", "ec2:VpcePrivateDnsPreference", "SPECIFIED_DOMAINS_ONLY"),
                new Rail(make, "vpc-endpoint", "ec2:VpcePrivateDnsSpecifiedDomains", "corp.example"),
                new Rail(delete, "vpc-endpoint", "ec2:VpceMultiRegion", "false"),
                new Rail(offer, "vpc-endpoint-service", "ec2:VpceMultiRegion", "true"),
                new Rail(offer, "vpc-endpoint-service", "ec2:VpceServiceRegion", "us-east-1"),
                new Rail(change, "vpc-endpoint-service", "ec2:VpceMultiRegion", "true"),
                new Rail(change, "vpc-endpoint-service", "ec2:VpceServicePrivateDnsName", "shop.example"),
                new Rail(change, "vpc-endpoint-service", "ec2:VpceSupportedRegion", "eu-west-1"),
                new Rail(accept, "vpc-endpoint-service", "ec2:VpceSupportedRegion", "us-east-1"));
    }

    private List<Rail> ofAttributes() {
        SdkPojo metadata = ModifyInstanceMetadataOptionsRequest.builder()
                .instanceId(world.instance)
                .httpTokens("optional")
                .build();
        SdkPojo protect = ModifyInstanceAttributeRequest.builder()
                .instanceId(world.instance)
                .disableApiTermination(v -> v.value(false))
                .build();
        SdkPojo groups = ModifyNetworkInterfaceAttributeRequest.builder()
                .networkInterfaceId(world.eni)
                .groups(world.group)
                .build();
        SdkPojo acceptance = ModifyVpcEndpointServiceConfigurationRequest.builder()
                .serviceId(SERVICE)
                .acceptanceRequired(false)
                .build();
        SdkPojo version = ModifyLaunchTemplateRequest.builder()
                .launchTemplateId(world.template)
                .defaultVersion("1")
                .build();
        SdkPojo profile = AssociateIamInstanceProfileRequest.builder()
                .instanceId(world.instance)
                .iamInstanceProfile(p -> p.name("profile"))
                .build();
        return List.of(
                new Rail(metadata, "instance", "ec2:Attribute", "HttpTokens"),
                new Rail(metadata, "instance", "ec2:Attribute/HttpTokens", "optional"),
                new Rail(protect, "instance", "ec2:Attribute", "DisableApiTermination"),
                new Rail(protect, "instance", "ec2:Attribute/DisableApiTermination", "false"),
                new Rail(groups, "network-interface", "ec2:Attribute", "Groups"),
                new Rail(groups, "network-interface", "ec2:Attribute/Groups", "[\"" + world.group + "\"]"),
                new Rail(acceptance, "vpc-endpoint-service", "ec2:Attribute", "AcceptanceRequired"),
                new Rail(version, "launch-template", "ec2:Attribute/DefaultVersion", "1"),
                new Rail(profile, "instance", "ec2:NewInstanceProfile", PROFILE));
    }

    Stream<Rail> all() {
        return Stream.of(
                        ofInstances(),
                        ofMetadata(),
                        ofPlaces(),
                        ofVolumes(),
                        ofNetworks(),
                        ofEndpoints(),
                        ofAttributes())
                .flatMap(List::stream);
    }
}

package dev.postern.model.ec2;

import dev.postern.model.Entity;

/** The entities of EC2. */
public sealed interface Ec2Resource extends Entity
        permits Vpc,
                Subnet,
                SubnetCidrReservation,
                InternetGateway,
                EgressOnlyInternetGateway,
                RouteTable,
                NatGateway,
                NetworkAcl,
                SecurityGroup,
                KeyPair,
                Address,
                NetworkInterface,
                Instance,
                InstanceMetadataDefaults,
                Image,
                VpcBlockPublicAccessOptions,
                VpcBlockPublicAccessExclusion,
                VpcEndpoint,
                EndpointService,
                EndpointServicePermission,
                ConnectionNotification,
                VpcPeeringConnection,
                Volume,
                NetworkInsightsPath,
                NetworkInsightsAnalysis,
                FlowLog,
                ManagedPrefixList,
                DhcpOptions,
                PrefixListVersion,
                LaunchTemplate,
                LaunchTemplateVersion,
                ClientToken {}

package dev.postern.services.ec2.interfaces;

import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.HostNames;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.TagRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.Ipv6PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceIpv6Address;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;

/** Network interfaces as EC2 shows them, by themselves and as parts of instances. */
public final class InterfaceView {
    /** How the ids of attachments begin that AWS manages. */
    static final String MANAGED_ATTACHMENT = "ela-attach-";

    private static final String AWS = "amazon-aws";
    private static final String BALANCING = "amazon-elb";

    private final Ec2Call call;
    private final PublicAddresses addresses;

    public InterfaceView(Ec2Call call) {
        this.call = call;
        this.addresses = PublicAddresses.of(call);
    }

    public Optional<Ip> publicIp(NetworkInterface eni) {
        return addresses.publicIpFor(eni, eni.primaryIp());
    }

    public Optional<Address> elastic(NetworkInterface eni) {
        return addresses.elasticFor(eni, eni.primaryIp());
    }

    /** The public name, where the VPC gives such names. */
    public Optional<String> publicName(NetworkInterface eni, Optional<Ip> publicIp) {
        Vpc vpc = call.get(Vpc.class, eni.vpcId());
        return vpc.enableDnsHostnames() && vpc.enableDnsSupport()
                ? publicIp.map(ip -> HostNames.publicName(call.region(), ip))
                : Optional.empty();
    }

    public String privateName(Ip ip) {
        return HostNames.privateName(call.region(), ip);
    }

    /** The private name of an interface's address, which is shown where the VPC gives names. */
    public Optional<String> privateName(NetworkInterface eni, Ip ip) {
        Vpc vpc = call.get(Vpc.class, eni.vpcId());
        return vpc.enableDnsHostnames() && vpc.enableDnsSupport() ? Optional.of(privateName(ip)) : Optional.empty();
    }

    /** Who owns a public address: the account an elastic one, Amazon the others. */
    public String ipOwner(NetworkInterface eni, Ip privateIp) {
        return addresses.elasticFor(eni, privateIp).isPresent()
                ? eni.scope().account().value()
                : eni.use() instanceof NetworkInterface.OfLoadBalancer ? BALANCING : "amazon";
    }

    public List<GroupIdentifier> groups(NetworkInterface eni) {
        return eni.groups().stream()
                .map(id -> GroupIdentifier.builder()
                        .groupId(id.value())
                        .groupName(call.get(SecurityGroup.class, id).name())
                        .build())
                .toList();
    }

    public software.amazon.awssdk.services.ec2.model.NetworkInterface of(NetworkInterface eni) {
        Subnet subnet = call.get(Subnet.class, eni.subnetId());
        software.amazon.awssdk.services.ec2.model.NetworkInterface.Builder view =
                software.amazon.awssdk.services.ec2.model.NetworkInterface.builder()
                        .networkInterfaceId(eni.key())
                        .vpcId(eni.vpcId().value())
                        .subnetId(eni.subnetId().value())
                        .availabilityZone(subnet.availabilityZone())
                        .availabilityZoneId(subnet.availabilityZoneId())
                        .operator(o -> o.managed(false))
                        .description(eni.description())
                        .ownerId(eni.scope().account().value())
                        .interfaceType(type(eni))
                        .macAddress(eni.mac().value())
                        .privateDnsName(eni.primaryIpv4()
                                .flatMap(ip -> privateName(eni, ip))
                                .orElse(null))
                        .privateIpAddress(eni.primaryIpv4().map(Ip::toString).orElse(null))
                        .privateIpAddresses(eni.privateIps().stream()
                                .map(ip -> address(eni, ip))
                                .toList())
                        .groups(groups(eni))
                        .requesterManaged(eni.requesterManaged())
                        .sourceDestCheck(eni.sourceDestCheck())
                        .ipv6Address(eni.ipv6Ips().stream()
                                .findFirst()
                                .map(Ip::toString)
                                .orElse(null))
                        .ipv6Addresses(eni.ipv6Ips().stream()
                                .map(ip -> NetworkInterfaceIpv6Address.builder()
                                        .ipv6Address(ip.toString())
                                        .isPrimaryIpv6(eni.primaryIpv6Ip().equals(Optional.of(ip)))
                                        .build())
                                .toList())
                        .ipv4Prefixes(ipv4(eni.prefixes(Family.IPV4)))
                        .ipv6Prefixes(ipv6(eni.prefixes(Family.IPV6)))
                        .status(status(eni))
                        .association(association(eni, eni.primaryIp()))
                        .tagSet(TagRules.view(eni.tags()));
        eni.timeouts()
                .ifPresent(timeouts -> view.connectionTrackingConfiguration(shown -> shown.tcpEstablishedTimeout(
                                timeouts.tcpEstablished().orElse(null))
                        .udpTimeout(timeouts.udp().orElse(null))
                        .udpStreamTimeout(timeouts.udpStream().orElse(null))));
        switch (eni.use()) {
            case NetworkInterface.Free _ -> {}
            case NetworkInterface.Attachment a ->
                view.attachment(x -> x.attachmentId(a.id().value())
                        .attachTime(a.attachedAt())
                        .deleteOnTermination(a.deleteOnTermination())
                        .deviceIndex(a.deviceIndex())
                        .networkCardIndex(0)
                        .instanceId(a.instanceId().value())
                        .instanceOwnerId(eni.scope().account().value())
                        .status("attached"));
            case NetworkInterface.OfNatGateway of -> managed(view, eni, of.attachedAt());
            case NetworkInterface.OfLoadBalancer of -> managed(view, eni, of.attachedAt());
            case NetworkInterface.OfEndpoint of -> managed(view, eni, of.attachedAt());
        }
        return view.build();
    }

    private static void managed(
            software.amazon.awssdk.services.ec2.model.NetworkInterface.Builder view,
            NetworkInterface eni,
            Instant attachedAt) {
        view.requesterId(requester(eni).orElseThrow())
                .attachment(x -> x.attachmentId(managedAttachment(eni))
                        .attachTime(attachedAt)
                        .deleteOnTermination(false)
                        .deviceIndex(1)
                        .networkCardIndex(0)
                        .instanceOwnerId(AWS)
                        .status("attached"));
    }

    /** Left out where there is none. */
    static @Nullable List<Ipv4PrefixSpecification> ipv4(List<Cidr> prefixes) {
        return prefixes.isEmpty()
                ? null
                : prefixes.stream()
                        .map(prefix -> Ipv4PrefixSpecification.builder()
                                .ipv4Prefix(prefix.toString())
                                .build())
                        .toList();
    }

    private static @Nullable List<Ipv6PrefixSpecification> ipv6(List<Cidr> prefixes) {
        return prefixes.isEmpty()
                ? null
                : prefixes.stream()
                        .map(prefix -> Ipv6PrefixSpecification.builder()
                                .ipv6Prefix(prefix.toString())
                                .build())
                        .toList();
    }

    /** As EC2 names what an interface is for. */
    String type(NetworkInterface eni) {
        return switch (eni.use()) {
            case NetworkInterface.Free _, NetworkInterface.Attachment _ -> "interface";
            case NetworkInterface.OfNatGateway _ -> "nat_gateway";
            case NetworkInterface.OfLoadBalancer of ->
                LoadBalancer.Type.of(of.loadBalancer()).wireName() + "_load_balancer";
            case NetworkInterface.OfEndpoint of ->
                call.find(VpcEndpoint.class, of.id())
                        .filter(endpoint -> endpoint.reach() instanceof VpcEndpoint.GatewayLoadBalancer)
                        .map(_ -> "gateway_load_balancer_endpoint")
                        .orElse("vpc_endpoint");
        };
    }

    static String status(NetworkInterface eni) {
        return eni.inUse() ? "in-use" : "available";
    }

    /** Who made it and is not the user; empty for the user's own. */
    static Optional<String> requester(NetworkInterface eni) {
        return switch (eni.use()) {
            case NetworkInterface.Free _, NetworkInterface.Attachment _ -> Optional.empty();
            case NetworkInterface.OfNatGateway _, NetworkInterface.OfEndpoint _ -> Optional.of(AWS);
            case NetworkInterface.OfLoadBalancer _ -> Optional.of(BALANCING);
        };
    }

    /** Who owns what it is attached to. */
    static Optional<String> attachmentOwner(NetworkInterface eni) {
        return eni.requesterManaged()
                ? Optional.of(AWS)
                : eni.attachment().map(_ -> eni.scope().account().value());
    }

    private static String managedAttachment(NetworkInterface eni) {
        return MANAGED_ATTACHMENT + eni.key().substring(NetworkInterfaceId.PREFIX.length() + 1);
    }

    private NetworkInterfacePrivateIpAddress address(NetworkInterface eni, Ip ip) {
        return NetworkInterfacePrivateIpAddress.builder()
                .primary(ip.equals(eni.primaryIp()))
                .privateIpAddress(ip.toString())
                .privateDnsName(privateName(eni, ip).orElse(null))
                .association(association(eni, ip))
                .build();
    }

    private @Nullable NetworkInterfaceAssociation association(NetworkInterface eni, Ip privateIp) {
        Optional<Ip> publicIp = addresses.publicIpFor(eni, privateIp);
        if (publicIp.isEmpty()) {
            return null;
        }
        NetworkInterfaceAssociation.Builder view = NetworkInterfaceAssociation.builder()
                .publicIp(publicIp.get().toString())
                .publicDnsName(publicName(eni, publicIp).orElse(""))
                .ipOwnerId(ipOwner(eni, privateIp));
        addresses
                .elasticFor(eni, privateIp)
                .ifPresent(address -> view.allocationId(address.key())
                        .associationId(address.association().orElseThrow().id().value()));
        return view.build();
    }
}

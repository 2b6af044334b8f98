package dev.postern.server.imported;

import dev.postern.model.Tags;
import dev.postern.model.ec2.AllocationId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.HealthCheck;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancerAttribute;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroupAttribute;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Family;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Network and Gateway Load Balancers, with their target groups, targets and listeners. */
final class LoadBalancers {
    private final Takeover to;

    private LoadBalancers(Takeover to) {
        this.to = to;
    }

    static void take(Takeover to) {
        LoadBalancers all = new LoadBalancers(to);
        to.each(Kind.LOAD_BALANCERS, all::balancer);
        to.each(Kind.TARGET_GROUPS, all::targetGroup);
        to.each(Kind.LISTENERS, all::listener);
        to.each(Kind.TAGS, item -> item.skip("ResourceArn", "Tags"));
    }

    private void balancer(Item item) {
        Optional<LoadBalancer.Type> type = LoadBalancer.Type.find(item.need("Type"));
        String vpc = item.need("VpcId");
        if (type.isEmpty()) {
            item.gone("there are no balancers of type " + item.need("Type") + " here");
            return;
        }
        if (!to.needs(item, "VpcId", Vpc.class, vpc)) {
            return;
        }
        List<LoadBalancer.Node> nodes = nodes(item);
        if (nodes.isEmpty()) {
            item.gone("its interfaces are in none of the files (describe-network-interfaces)");
            return;
        }
        item.skip("LoadBalancerArn", "DNSName", "CanonicalHostedZoneId", "State");
        item.only("EnablePrefixForIpv6SourceNat", "off")
                .only("CustomerOwnedIpv4Pool")
                .only("IpamPools");
        String name = item.need("LoadBalancerName");
        LoadBalancer.Scheme scheme = LoadBalancer.Scheme.find(
                        item.text("Scheme").orElse("internal"))
                .orElseThrow(() -> item.mistake("Scheme is not known"));
        boolean ownsGroups = item.node().has("SecurityGroups");
        Instant created = item.time("CreatedTime");
        to.put(new LoadBalancer(
                to.scope(item),
                name,
                LoadBalancer.keyOf(item.id())
                        .substring(LoadBalancer.keyOf(item.id()).lastIndexOf('/') + 1),
                type.get(),
                new VpcId(vpc),
                scheme,
                addressType(item),
                LoadBalancer.State.ACTIVE,
                created,
                ownsGroups,
                groups(item),
                ownsGroups
                        && !item.text("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic")
                                .orElse("on")
                                .equals("off"),
                nodes,
                attributes(item, type.get(), scheme),
                created,
                tags(item)));
    }

    private static LoadBalancer.IpAddressType addressType(Item item) {
        return LoadBalancer.IpAddressType.find(item.text("IpAddressType").orElse("ipv4"))
                .orElseThrow(() -> item.mistake("IpAddressType is not known"));
    }

    private List<SecurityGroupId> groups(Item item) {
        List<SecurityGroupId> groups = new ArrayList<>();
        for (String id : item.texts("SecurityGroups")) {
            to.names(item, "SecurityGroups", SecurityGroup.class, id);
            to.find(SecurityGroup.class, id).ifPresent(group -> groups.add(group.id()));
        }
        return groups;
    }

    private List<LoadBalancer.Node> nodes(Item item) {
        List<NetworkInterface> own = to.all(NetworkInterface.class).stream()
                .filter(eni -> eni.use() instanceof NetworkInterface.OfLoadBalancer of
                        && of.loadBalancer().equals(LoadBalancer.keyOf(item.id())))
                .toList();
        List<LoadBalancer.Node> nodes = new ArrayList<>();
        for (Item zone : item.parts("AvailabilityZones")) {
            zone.only("OutpostId").only("SourceNatIpv6Prefixes");
            String subnet = zone.need("SubnetId");
            Optional<NetworkInterface> eni = own.stream()
                    .filter(one -> one.subnetId().value().equals(subnet))
                    .findFirst();
            List<Item> addresses = zone.parts("LoadBalancerAddresses");
            addresses.forEach(one -> one.skip("IpAddress"));
            if (eni.isEmpty() || to.find(Subnet.class, subnet).isEmpty()) {
                zone.note("SubnetId", "its interface in " + subnet + " is in none of the files: it has no node there");
                continue;
            }
            nodes.add(new LoadBalancer.Node(
                    eni.get().subnetId(),
                    zone.need("ZoneName"),
                    eni.get().id(),
                    addresses.stream()
                            .flatMap(one -> one.text("AllocationId").stream())
                            .findFirst()
                            .map(AllocationId::new),
                    addresses.stream()
                            .anyMatch(one -> one.text("PrivateIPv4Address").isPresent()),
                    addresses.stream().anyMatch(one -> one.text("IPv6Address").isPresent())));
        }
        return nodes;
    }

    private SortedMap<String, String> attributes(Item item, LoadBalancer.Type type, LoadBalancer.Scheme scheme) {
        return attributes(
                Kind.LOAD_BALANCERS,
                item,
                item.need("LoadBalancerName"),
                (key, value) -> LoadBalancerAttribute.find(key)
                        .filter(one -> one.isOf(type) && one.accepts(value))
                        .map(one -> new Known(one.byDefault(scheme), one.isServed(value))));
    }

    private SortedMap<String, String> attributes(Item item, Transport protocol, TargetGroup.TargetType type) {
        return attributes(
                Kind.TARGET_GROUPS,
                item,
                item.need("TargetGroupName"),
                (key, value) -> TargetGroupAttribute.find(key)
                        .filter(one -> one.isOf(protocol) && one.accepts(protocol, value))
                        .map(one -> new Known(one.byDefault(protocol, type), one.isServed(protocol))));
    }

    /**
     * An attribute that is here.
     *
     * @param byDefault what it is where nobody has set it
     * @param served whether something comes of what it was set to
     */
    private record Known(String byDefault, boolean served) {}

    /** Those that are not as AWS begins with them. */
    private SortedMap<String, String> attributes(
            Kind kind, Item of, String name, BiFunction<String, String, Optional<Known>> find) {
        SortedMap<String, String> attributes = new TreeMap<>();
        Optional<Item> told = to.records().attributes(kind, name);
        if (told.isEmpty()) {
            of.note("Attributes", "are in none of the files; taken as AWS begins with them");
            return attributes;
        }
        for (Item one : told.get().parts("Attributes")) {
            String key = one.need("Key");
            String value = one.text("Value").orElse("");
            Optional<Known> known = find.apply(key, value);
            if (known.filter(Known::served).isEmpty()
                    && known.filter(attribute -> attribute.byDefault().equals(value))
                            .isEmpty()) {
                one.note("Value", key + " is " + (value.isEmpty() ? "empty" : value) + ", which is not honoured here");
            } else if (!known.orElseThrow().byDefault().equals(value)) {
                attributes.put(key, value);
            }
        }
        return attributes;
    }

    private Tags tags(Item item) {
        return to.records()
                .find(Kind.TAGS, item.id())
                .map(one -> one.tags("Tags"))
                .orElseGet(() -> item.tags("Tags"));
    }

    private void targetGroup(Item item) {
        Optional<Transport> protocol = item.text("Protocol").flatMap(Transport::find);
        Optional<TargetGroup.TargetType> type =
                item.text("TargetType").or(() -> Optional.of("instance")).flatMap(TargetGroup.TargetType::find);
        if (protocol.isEmpty() || type.isEmpty()) {
            item.gone("there are no groups of " + item.text("TargetType").orElse("instance") + " targets with protocol "
                    + item.text("Protocol").orElse("none") + " here");
            return;
        }
        if (!to.needs(item, "VpcId", Vpc.class, item.need("VpcId"))) {
            return;
        }
        item.skip("TargetGroupArn", "LoadBalancerArns").only("ProtocolVersion");
        String name = item.need("TargetGroupName");
        int port = item.number("Port", Transport.GENEVE_PORT);
        to.put(new TargetGroup(
                to.scope(item),
                name,
                item.id().substring(item.id().lastIndexOf('/') + 1),
                protocol.get(),
                port,
                new VpcId(item.need("VpcId")),
                type.get(),
                item.text("IpAddressType").orElse("ipv4").equals("ipv6") ? Family.IPV6 : Family.IPV4,
                healthCheck(item),
                attributes(item, protocol.get(), type.get()),
                registrations(item, name, port),
                tags(item)));
    }

    private static HealthCheck healthCheck(Item item) {
        String probe = item.text("HealthCheckProtocol").orElse("TCP");
        item.only("HealthCheckEnabled", "true");
        Optional<Item> matcher = item.part("Matcher");
        matcher.ifPresent(one -> one.only("GrpcCode"));
        return new HealthCheck(
                HealthCheck.Probe.find(probe)
                        .orElseThrow(() -> item.mistake("HealthCheckProtocol is not known: " + probe)),
                item.text("HealthCheckPort")
                        .filter(port -> !port.equals("traffic-port"))
                        .map(Integer::valueOf),
                item.text("HealthCheckPath"),
                matcher.flatMap(one -> one.text("HttpCode")),
                item.number("HealthCheckIntervalSeconds", 30),
                item.number("HealthCheckTimeoutSeconds", 10),
                item.number("HealthyThresholdCount", 5),
                item.number("UnhealthyThresholdCount", 2));
    }

    private List<TargetGroup.Registration> registrations(Item group, String name, int port) {
        Item told = to.records().targets().get(name);
        List<TargetGroup.Registration> all = new ArrayList<>();
        if (told == null) {
            group.note(
                    "Targets",
                    "are in none of the files (describe-target-health, in a file that is called after the group):"
                            + " it has none here");
            return all;
        }
        for (Item one : told.parts("TargetHealthDescriptions")) {
            one.skip("HealthCheckPort", "AnomalyDetection").only("AdministrativeOverride");
            String state = one.part("TargetHealth")
                    .map(health ->
                            health.skip("Reason", "Description").text("State").orElse(""))
                    .orElse("");
            Optional<Item> target = one.part("Target");
            if (target.isEmpty() || state.equals("draining")) {
                target.ifPresent(at -> at.skip("Id", "Port", "AvailabilityZone"));
                one.note("Target", "is not taken over: it is being taken out");
                continue;
            }
            Item at = target.get();
            all.add(new TargetGroup.Registration(
                    new TargetGroup.Target(at.need("Id"), at.number("Port", port)),
                    at.text("AvailabilityZone"),
                    Instant.EPOCH,
                    Optional.empty()));
        }
        return all;
    }

    private void listener(Item item) {
        String balancer = LoadBalancer.keyOf(item.need("LoadBalancerArn"));
        Optional<Transport> protocol = item.text("Protocol")
                .map(name -> name.toUpperCase(Locale.ROOT))
                .or(() -> Optional.of("GENEVE"))
                .flatMap(Transport::find);
        if (!to.needs(item, "LoadBalancerArn", LoadBalancer.class, balancer)) {
            return;
        }
        if (protocol.isEmpty() || protocol.get() == Transport.TLS) {
            item.gone("no certificate and no protocol of requests is taken over: "
                    + item.text("Protocol").orElse("none"));
            return;
        }
        List<Listener.Forward> forwards = forwards(item);
        if (forwards.isEmpty()) {
            item.gone("none of its target groups is in the files");
            return;
        }
        item.skip("ListenerArn").only("AlpnPolicy").only("MutualAuthentication");
        to.put(new Listener(
                to.scope(item),
                balancer,
                item.id().substring(item.id().lastIndexOf('/') + 1),
                protocol.get(),
                item.number("Port", protocol.get() == Transport.GENEVE ? Transport.GENEVE_PORT : 0),
                forwards,
                Optional.empty(),
                idleSeconds(item),
                tags(item)));
    }

    private Optional<Integer> idleSeconds(Item listener) {
        String id = listener.id().substring(listener.id().lastIndexOf('/') + 1);
        return to.records()
                .attributes(Kind.LISTENERS, id)
                .flatMap(told -> told.parts("Attributes").stream()
                        .filter(one -> one.need("Key").equals("tcp.idle_timeout.seconds"))
                        .flatMap(one -> one.text("Value").stream())
                        .map(Integer::valueOf)
                        .findFirst());
    }

    private List<Listener.Forward> forwards(Item item) {
        List<Listener.Forward> forwards = new ArrayList<>();
        for (Item action : item.parts("DefaultActions")) {
            action.skip("Order", "TargetGroupArn").only("Type", "forward");
            List<Item> groups = action.part("ForwardConfig")
                    .map(forward -> {
                        forward.only("TargetGroupStickinessConfig", "{\"Enabled\":false}");
                        return forward.parts("TargetGroups");
                    })
                    .orElse(List.of());
            groups.forEach(group -> forward(group, group.need("TargetGroupArn"), group.number("Weight", 1), forwards));
            if (groups.isEmpty()) {
                action.text("TargetGroupArn").ifPresent(arn -> forward(action, arn, 1, forwards));
            }
        }
        return forwards;
    }

    private void forward(Item said, String arn, int weight, List<Listener.Forward> forwards) {
        String group = TargetGroup.keyOf(arn);
        to.names(said, "TargetGroupArn", TargetGroup.class, group);
        if (to.find(TargetGroup.class, group).isPresent()) {
            forwards.add(new Listener.Forward(group, weight));
        }
    }
}

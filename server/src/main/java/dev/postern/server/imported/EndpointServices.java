package dev.postern.server.imported;

import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.model.ec2.EndpointServicePermission;
import dev.postern.model.ec2.EndpointServicePermissionId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.net.Family;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Services that accounts offer by AWS PrivateLink, and who may connect endpoints to them. */
final class EndpointServices {
    private final Takeover to;

    private EndpointServices(Takeover to) {
        this.to = to;
    }

    static void take(Takeover to) {
        EndpointServices all = new EndpointServices(to);
        to.each(Kind.ENDPOINT_SERVICES, all::service);
        to.each(Kind.SERVICE_PERMISSIONS, all::permission);
    }

    private void service(Item item) {
        List<String> network = balancers(item, "NetworkLoadBalancerArns");
        List<String> gateway = balancers(item, "GatewayLoadBalancerArns");
        Optional<LoadBalancer> first = Stream.concat(network.stream(), gateway.stream())
                .findFirst()
                .flatMap(arn -> to.find(LoadBalancer.class, LoadBalancer.keyOf(arn)));
        if (first.isEmpty()) {
            item.gone("none of its load balancers is in the files, or was taken over");
            return;
        }
        item.skip(
                "ServiceType",
                "ServiceId",
                "ServiceName",
                "BaseEndpointDnsNames",
                "AvailabilityZones",
                "AvailabilityZoneIds");
        item.only("ServiceState", "Available").only("ManagesVpcEndpoints", "false");
        item.skip("RemoteAccessEnabled");
        List<Family> families = item.texts("SupportedIpAddressTypes").stream()
                .map(type -> type.equals("ipv6") ? Family.IPV6 : Family.IPV4)
                .toList();
        to.put(new EndpointService(
                first.get().scope(),
                new EndpointServiceId(item.id()),
                EndpointService.State.AVAILABLE,
                new EndpointService.Terms(
                        item.flag("AcceptanceRequired", true),
                        network,
                        gateway,
                        families.isEmpty() ? List.of(Family.IPV4) : families,
                        otherRegions(item, first.get().scope().region())),
                item.text("PayerResponsibility").orElse("").equals("ServiceOwner"),
                privateName(item),
                Instant.EPOCH,
                item.tags("Tags")));
    }

    private static List<Region> otherRegions(Item item, Region own) {
        List<Region> others = new ArrayList<>();
        for (Item one : item.parts("SupportedRegions")) {
            one.skip("ServiceState");
            String name = one.need("Region");
            Region region = Region.find(name).orElseThrow(() -> one.mistake("Region is not known: " + name));
            if (!region.equals(own)) {
                others.add(region);
            }
        }
        return others;
    }

    private List<String> balancers(Item item, String field) {
        List<String> known = new ArrayList<>();
        for (String arn : item.texts(field)) {
            String key = LoadBalancer.keyOf(arn);
            to.names(item, field, LoadBalancer.class, key);
            if (to.find(LoadBalancer.class, key).isPresent()) {
                known.add(arn);
            }
        }
        return known;
    }

    private static Optional<EndpointService.PrivateName> privateName(Item item) {
        Optional<String> name = item.text("PrivateDnsName").map(text -> text.toLowerCase(Locale.ROOT));
        Optional<Item> proof = item.part("PrivateDnsNameConfiguration");
        proof.ifPresent(one -> one.skip("Type"));
        return name.flatMap(text -> proof.map(one -> {
            String state = one.text("State").orElse("pendingVerification");
            EndpointService.Verification verification = Stream.of(EndpointService.Verification.values())
                    .filter(known -> known.wireName().equals(state))
                    .findFirst()
                    .orElseThrow(() -> one.mistake("State is not known: " + state));
            return new EndpointService.PrivateName(
                    text, one.text("Name").orElse(""), one.text("Value").orElse(""), verification, Optional.empty());
        }));
    }

    private void permission(Item item) {
        String service = item.need("ServiceId");
        if (!to.needs(item, "ServiceId", EndpointService.class, service)) {
            return;
        }
        item.skip("PrincipalType", "ServicePermissionId");
        Scope scope = to.find(EndpointService.class, service).orElseThrow().scope();
        to.put(new EndpointServicePermission(
                scope,
                new EndpointServicePermissionId(item.id()),
                new EndpointServiceId(service),
                item.need("Principal"),
                item.tags("Tags")));
    }
}

package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Elastic IP addresses, and NAT gateways, which hold some of them. */
final class Addresses {
    private final State state;
    private final Children associations;
    /** What gateways say of the addresses that they have, by allocation. */
    private final Map<String, Description> ofGateways = new HashMap<>();

    private Addresses(State state) {
        this.state = state;
        this.associations = state.by("allocation_id", "aws_eip_association");
    }

    static void tell(State state) {
        Addresses all = new Addresses(state);
        state.each(all::gateway, "aws_nat_gateway");
        state.each(all::address, "aws_eip");
    }

    /** Whether an instance's first interface has an address of the account's own, and so none that Amazon lends. */
    static boolean isElastic(State state, String instance, String eni) {
        return state.of("aws_eip", "aws_eip_association").stream()
                .map(one -> one.item().node())
                .anyMatch(one -> instance.equals(one.path("instance").asText())
                        || instance.equals(one.path("instance_id").asText())
                        || eni.equals(one.path("network_interface").asText())
                        || eni.equals(one.path("network_interface_id").asText()));
    }

    private void gateway(Resource resource) {
        Item item = resource.item();
        Optional<Resource> subnet = item.text("subnet_id").flatMap(state::find);
        if (subnet.isEmpty()) {
            item.gone("its subnet " + item.text("subnet_id").orElse("") + " is no resource that is taken over");
            return;
        }
        item.skip("secondary_private_ip_address_count", "vpc_id", "availability_mode", "regional_nat_gateway_address");
        List<ObjectNode> addresses = new ArrayList<>();
        Description first = Description.of(item)
                .same("allocation_id", "association_id", "network_interface_id", "private_ip", "public_ip")
                .put("IsPrimary", "true")
                .put("Status", "succeeded");
        addresses.add(first.node());
        item.text("allocation_id").ifPresent(id -> ofGateways.put(id, first));
        boolean isPublic = item.text("connectivity_type").orElse("public").equals("public");
        if (!isPublic) {
            item.texts("secondary_private_ip_addresses")
                    .forEach(ip -> addresses.add(Description.object().put("PrivateIp", ip)));
        } else if (!item.texts("secondary_allocation_ids").isEmpty()) {
            item.note(
                    "secondary_allocation_ids",
                    "are not taken over: the state does not say which of them stands for which private address");
        }
        item.skip("secondary_private_ip_addresses", "secondary_allocation_ids");
        state.tell(
                resource,
                Kind.NAT_GATEWAYS,
                Description.of(item)
                        .as("id", "NatGatewayId")
                        .same("subnet_id", "connectivity_type")
                        .put("VpcId", subnet.get().item().need("vpc_id"))
                        .put("State", "available")
                        .list("NatGatewayAddresses", addresses)
                        .tags());
    }

    private void address(Resource resource) {
        Item item = resource.item();
        item.skip("allocation_id", "public_dns", "private_dns", "vpc", "instance", "associate_with_private_ip");
        item.skip("network_interface", "association_id", "private_ip", "ptr_record", "address");
        Description description = Description.of(item)
                .as("id", "AllocationId")
                .same("public_ip", "domain", "network_border_group", "public_ipv4_pool", "customer_owned_ip")
                .same("carrier_ip")
                .tags();
        association(resource).ifPresent(one -> {
            for (String field : List.of("NetworkInterfaceId", "AssociationId")) {
                description.put(field, one.node().path(field).asText());
            }
            String ip = one.node()
                    .path("PrivateIpAddress")
                    .asText(one.node().path("PrivateIp").asText());
            description.put("PrivateIpAddress", ip);
        });
        state.tell(resource, Kind.ADDRESSES, description);
    }

    /** What says it elsewhere is newer than what the address itself says. */
    private Optional<Description> association(Resource resource) {
        for (Resource one : associations.of(resource.id())) {
            one.item().skip("instance_id", "public_ip", "allow_reassociation");
            return Optional.of(Description.of(one.item())
                    .as("id", "AssociationId")
                    .same("network_interface_id", "private_ip_address"));
        }
        return Optional.ofNullable(ofGateways.get(resource.id()))
                .or(() -> resource.item()
                        .text("association_id")
                        .map(_ -> Description.of(resource.item())
                                .same("association_id")
                                .as("network_interface", "NetworkInterfaceId")
                                .as("private_ip", "PrivateIpAddress")));
    }
}

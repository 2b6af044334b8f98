package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.Source;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** VPC peering connections: what asks for one, what accepts it, and options of both sides may be resources of their own. */
final class Peerings {
    private final State state;
    private final Children accepters;
    private final Children options;

    private Peerings(State state) {
        this.state = state;
        this.accepters = state.by("vpc_peering_connection_id", "aws_vpc_peering_connection_accepter");
        this.options = state.by("vpc_peering_connection_id", "aws_vpc_peering_connection_options");
    }

    static void tell(State state) {
        Peerings all = new Peerings(state);
        state.each(all::connection, "aws_vpc_peering_connection");
        state.each(all::acceptedElsewhere, "aws_vpc_peering_connection_accepter");
    }

    private void connection(Resource resource) {
        Item item = resource.item().skip("auto_accept");
        List<Resource> parts = parts(resource);
        Source source = state.source(resource);
        ObjectNode requester = side(parts, "requester", item.need("vpc_id"), source.account(), source.region());
        Optional<Region> peerRegion =
                item.text("peer_region").flatMap(Region::find).or(source::region);
        Optional<AccountId> peerOwner =
                item.text("peer_owner_id").map(AccountId::new).or(source::account);
        ObjectNode accepter = side(parts, "accepter", item.need("peer_vpc_id"), peerOwner, peerRegion);
        told(resource, parts, source, requester, accepter);
        for (Resource one : accepters.of(resource.id())) {
            skipped(one);
            told(one, parts, at(one, item.need("peer_vpc_id")), requester, accepter);
        }
    }

    /** With what accepts it and what sets its options. */
    private List<Resource> parts(Resource resource) {
        return Stream.of(Stream.of(resource), accepters.of(resource.id()).stream(), options.of(resource.id()).stream())
                .flatMap(one -> one)
                .toList();
    }

    private static void skipped(Resource accepter) {
        accepter.item().skip("auto_accept", "peer_owner_id", "peer_region", "peer_vpc_id", "vpc_id");
        accepter.item().skip("accept_status");
    }

    /** Of what somebody else asked for, one side is known by its accepter alone. */
    private void acceptedElsewhere(Resource resource) {
        boolean whole = state.of("aws_vpc_peering_connection").stream()
                .anyMatch(one -> one.id().equals(resource.id()));
        if (whole) {
            return;
        }
        accepters.of(resource.id());
        skipped(resource);
        Item item = resource.item();
        List<Resource> parts = parts(resource);
        Source source = state.source(resource);
        Optional<AccountId> peerOwner =
                item.text("peer_owner_id").map(AccountId::new).or(source::account);
        ObjectNode accepter = side(parts, "accepter", item.need("vpc_id"), source.account(), source.region());
        ObjectNode requester = side(parts, "requester", item.need("peer_vpc_id"), peerOwner, source.region());
        told(resource, parts, source, requester, accepter);
    }

    private void told(
            Resource resource, List<Resource> parts, Source source, ObjectNode requester, ObjectNode accepter) {
        String status = parts.stream()
                .flatMap(one -> one.item().text("accept_status").stream())
                .filter("active"::equals)
                .findFirst()
                .or(() -> resource.item().text("accept_status"))
                .orElse("pending-acceptance");
        state.records()
                .add(
                        source,
                        Kind.PEERINGS,
                        Description.of(resource.item())
                                .put("VpcPeeringConnectionId", resource.id())
                                .put("Status", Description.object().put("Code", status))
                                .put("RequesterVpcInfo", requester)
                                .put("AccepterVpcInfo", accepter)
                                .tags()
                                .node());
    }

    private ObjectNode side(
            List<Resource> parts, String name, String vpc, Optional<AccountId> owner, Optional<Region> region) {
        boolean resolves = false;
        for (Resource part : parts) {
            for (Item inside : part.item().parts(name)) {
                resolves |= inside.flag("allow_remote_vpc_dns_resolution", false);
            }
        }
        Optional<Resource> known = state.find(vpc);
        ObjectNode side = Description.object()
                .put("VpcId", vpc)
                .put(
                        "OwnerId",
                        known.flatMap(Resource::account)
                                .or(() -> owner)
                                .map(AccountId::value)
                                .orElse(""))
                .put(
                        "Region",
                        known.flatMap(Resource::region)
                                .or(() -> region)
                                .map(Region::name)
                                .orElse(""));
        side.putObject("PeeringOptions").put("AllowDnsResolutionFromRemoteVpc", resolves);
        return side;
    }

    private Source at(Resource resource, String vpc) {
        Source source = state.source(resource);
        return state.find(vpc)
                .map(one -> new Source(
                        source.name(),
                        one.account().or(source::account),
                        one.region().or(source::region)))
                .orElse(source);
    }
}

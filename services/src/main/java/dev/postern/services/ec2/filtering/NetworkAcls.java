package dev.postern.services.ec2.filtering;

import dev.postern.model.Change;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkAclAssociationId;
import dev.postern.model.ec2.NetworkAclId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationResponse;

/**
 * Network ACLs and their associations with subnets.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html">Network ACLs</a>
 */
final class NetworkAcls {
    private NetworkAcls() {}

    static Outcome<CreateNetworkAclResponse> create(Ec2Call call, CreateNetworkAclRequest request) {
        return Idempotency.once(
                call,
                "CreateNetworkAcl",
                request.clientToken(),
                request,
                () -> {
                    Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
                    long present = call.all(NetworkAcl.class).stream()
                            .filter(other -> other.vpcId().equals(vpc.id()))
                            .count();
                    call.check(Quota.NETWORK_ACLS_PER_VPC, present + 1);
                    NetworkAcl acl = new NetworkAcl(
                            call.scope(),
                            new NetworkAclId(call.newId(NetworkAclId.PREFIX)),
                            vpc.id(),
                            false,
                            List.of(),
                            List.of(),
                            TagRules.of(request.tagSpecifications(), "network-acl"));
                    return new Idempotency.Made<>(Change.put(acl), created(acl), List.of(acl.key()));
                },
                ids -> created(Noun.NETWORK_ACL.require(call, ids.getFirst())));
    }

    static Outcome<DeleteNetworkAclResponse> delete(Ec2Call call, DeleteNetworkAclRequest request) {
        NetworkAcl acl = Noun.NETWORK_ACL.require(call, request.networkAclId(), "networkAclId");
        if (acl.isDefault()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("cannot delete default network ACL " + acl.id());
        }
        if (!acl.associations().isEmpty()) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of(
                    "The networkAcl '" + acl.id() + "' has dependencies and cannot be deleted.");
        }
        return new Outcome<>(
                Change.remove(acl), DeleteNetworkAclResponse.builder().build());
    }

    static DescribeNetworkAclsResponse describe(Ec2Call call, DescribeNetworkAclsRequest request) {
        Ec2Page.refuseWithIds(request.networkAclIds(), request.maxResults(), "networkAclIdsSet");
        List<NetworkAcl> found =
                filters().apply(request.filters(), Noun.NETWORK_ACL.select(call, request.networkAclIds()));
        Ec2Page<NetworkAcl> page = Ec2Page.of(
                found, NetworkAcl::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeNetworkAclsResponse.builder()
                .networkAcls(page.items().stream().map(NetworkAcls::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static Outcome<ReplaceNetworkAclAssociationResponse> replaceAssociation(
            Ec2Call call, ReplaceNetworkAclAssociationRequest request) {
        String id = request.associationId();
        if (id == null) {
            throw Ec2Error.MISSING_PARAMETER.of("associationId");
        }
        NetworkAcl to = Noun.NETWORK_ACL.require(call, request.networkAclId(), "networkAclId");
        NetworkAcl from = call.all(NetworkAcl.class).stream()
                .filter(acl ->
                        acl.associations().stream().anyMatch(a -> a.id().value().equals(id)))
                .findFirst()
                .orElseThrow(() -> Ec2Error.ASSOCIATION_NOT_FOUND.of(id));
        if (!from.vpcId().equals(to.vpcId())) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Network ACL " + to.id() + " and network " + from.vpcId() + " belong to different networks");
        }
        NetworkAcl.Association old = from.associations().stream()
                .filter(a -> a.id().value().equals(id))
                .findFirst()
                .orElseThrow();
        if (from.id().equals(to.id())) {
            return new Outcome<>(Change.NONE, replaced(old));
        }
        NetworkAcl.Association made = new NetworkAcl.Association(
                new NetworkAclAssociationId(call.newId(NetworkAclAssociationId.PREFIX)), old.subnetId());
        List<NetworkAcl.Association> joined = new ArrayList<>(to.associations());
        joined.add(made);
        Change change = Change.builder()
                .put(from.withAssociations(
                        from.associations().stream().filter(a -> !a.equals(old)).toList()))
                .put(to.withAssociations(joined))
                .build();
        return new Outcome<>(change, replaced(made));
    }

    private static Filters<NetworkAcl> filters() {
        return new Filters<NetworkAcl>()
                .many(
                        "association.association-id",
                        a -> a.associations().stream().map(NetworkAcl.Association::id))
                .many(
                        "association.network-acl-id",
                        a -> a.associations().stream().map(s -> a.id()))
                .many("association.subnet-id", a -> a.associations().stream().map(NetworkAcl.Association::subnetId))
                .one("default", NetworkAcl::isDefault)
                .many("entry.cidr", a -> blocks(a, Family.IPV4))
                .many("entry.icmp.code", a -> icmp(a).map(e -> e.ports().to()))
                .many("entry.icmp.type", a -> icmp(a).map(e -> e.ports().from()))
                .many("entry.ipv6-cidr", a -> blocks(a, Family.IPV6))
                .many("entry.port-range.from", a -> ports(a).map(e -> e.ports().from()))
                .many("entry.port-range.to", a -> ports(a).map(e -> e.ports().to()))
                .many("entry.protocol", a -> a.entries().stream().flatMap(e -> e.protocol().names().stream()))
                .many("entry.rule-action", a -> a.entries().stream().map(e -> e.allow() ? "allow" : "deny"))
                .many("entry.egress", a -> a.entries().stream().map(NetworkAcl.Entry::egress))
                .many("entry.rule-number", a -> a.entries().stream().map(NetworkAcl.Entry::number))
                .one("network-acl-id", NetworkAcl::id)
                .one("owner-id", a -> a.scope().account())
                .one("vpc-id", NetworkAcl::vpcId)
                .tags(NetworkAcl::tags);
    }

    private static Stream<Cidr> blocks(NetworkAcl acl, Family family) {
        return acl.entries().stream().map(NetworkAcl.Entry::cidr).filter(cidr -> cidr.family() == family);
    }

    private static Stream<NetworkAcl.Entry> icmp(NetworkAcl acl) {
        return acl.entries().stream().filter(e -> e.protocol().isIcmp());
    }

    private static Stream<NetworkAcl.Entry> ports(NetworkAcl acl) {
        return acl.entries().stream().filter(e -> e.protocol().hasPorts());
    }

    private static CreateNetworkAclResponse created(NetworkAcl acl) {
        return CreateNetworkAclResponse.builder().networkAcl(view(acl)).build();
    }

    private static ReplaceNetworkAclAssociationResponse replaced(NetworkAcl.Association association) {
        return ReplaceNetworkAclAssociationResponse.builder()
                .newAssociationId(association.id().value())
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.NetworkAcl view(NetworkAcl acl) {
        return software.amazon.awssdk.services.ec2.model.NetworkAcl.builder()
                .networkAclId(acl.key())
                .ownerId(acl.scope().account().value())
                .vpcId(acl.vpcId().value())
                .isDefault(acl.isDefault())
                .entries(NetworkAclEntries.view(acl))
                .associations(acl.associations().stream()
                        .map(a -> NetworkAclAssociation.builder()
                                .networkAclAssociationId(a.id().value())
                                .networkAclId(acl.key())
                                .subnetId(a.subnetId().value())
                                .build())
                        .toList())
                .tags(TagRules.view(acl.tags()))
                .build();
    }
}

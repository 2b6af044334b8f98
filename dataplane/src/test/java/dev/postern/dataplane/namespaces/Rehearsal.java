package dev.postern.dataplane.namespaces;

import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.AddressAssociationId;
import dev.postern.model.ec2.AllocationId;
import dev.postern.model.ec2.Ec2Resource;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.network.Compilation;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.Packet;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Remedy;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.BlockedAccess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What would be if a remedy were taken. Pure: the cloud does not learn of it; what would be made has an id of its own that no real
 * resource has.
 */
public final class Rehearsal {
    /** More stops than a packet has stages, there and back, do not come one after another. */
    private static final int MOST = 24;

    private static final String RULE = "sgr-00000000000000000";
    private static final String ENDPOINT = "vpce-00000000000000000";

    private Rehearsal() {}

    /**
     * All that must be done, one after another, until a packet and its answer pass; of several remedies for a stop the first.
     *
     * @param compiled of a snapshot like it
     * @return empty if something stops it that nothing helps against; no remedies if nothing stops it
     */
    public static Optional<List<Remedy>> remedies(Snapshot snapshot, Compilation compiled, Packet packet) {
        List<Remedy> taken = new ArrayList<>();
        Snapshot rehearsed = snapshot;
        Compilation then = compiled;
        for (int i = 0; i <= MOST; i++) {
            then = NetworkCompiler.compile(rehearsed, then);
            Trace trace = PacketWalker.trace(rehearsed, then.intent(), packet);
            if (trace.delivered()) {
                return Optional.of(taken);
            }
            if (trace.remedies().isEmpty()) {
                return Optional.empty();
            }
            Remedy remedy = trace.remedies().getFirst();
            taken.add(remedy);
            rehearsed = after(rehearsed, remedy);
        }
        return Optional.empty();
    }

    /**
     * The cloud after a remedy.
     *
     * @throws IllegalArgumentException if what it changes is not there
     */
    public static Snapshot after(Snapshot snapshot, Remedy remedy) {
        return switch (remedy) {
            case Remedy.AuthorizeGroup authorize -> authorize(snapshot, authorize);
            case Remedy.PutAclEntry put -> putEntry(snapshot, put);
            case Remedy.CreateRoute(var table, Cidr destination, var gateway) ->
                route(snapshot, table, destination, Optional.of(gateway));
            case Remedy.ReplaceRoute(var table, Cidr destination, var gateway) ->
                route(snapshot, table, destination, Optional.of(gateway));
            case Remedy.DeleteRoute(var table, Cidr destination) ->
                route(snapshot, table, destination, Optional.empty());
            case Remedy.RestoreLocalRoute(var table, Cidr destination) ->
                route(snapshot, table, destination, Optional.empty());
            case Remedy.OpenToInternet(var vpc, var table, Cidr destination) -> {
                // Each VPC needs one of its own.
                InternetGatewayId gateway = new InternetGatewayId(vpc.value().replace("vpc-", "igw-"));
                Snapshot opened = put(
                        snapshot,
                        new InternetGateway(
                                find(snapshot, Vpc.class, vpc).scope(), gateway, Optional.of(vpc), Tags.NONE));
                yield route(opened, table, destination, Optional.of(new Route.ViaInternetGateway(gateway)));
            }
            case Remedy.AttachGateway(var gateway, var vpc) ->
                put(snapshot, find(snapshot, InternetGateway.class, gateway).withVpc(Optional.of(vpc)));
            case Remedy.AcceptConnection(var id, var _, var _) -> {
                VpcEndpoint endpoint = find(snapshot, VpcEndpoint.class, id);
                yield put(snapshot, endpoint.withState(VpcEndpoint.State.AVAILABLE, Instant.EPOCH));
            }
            case Remedy.AcceptPeering(var id, var _) -> {
                Snapshot accepted = snapshot;
                for (VpcPeeringConnection side :
                        snapshot.all(VpcPeeringConnection.class).stream().toList()) {
                    accepted = side.id().equals(id)
                            ? put(
                                    accepted,
                                    side.withState(VpcPeeringConnection.State.ACTIVE, Instant.EPOCH, side.changedBy()))
                            : accepted;
                }
                yield accepted;
            }
            case Remedy.AssociateEndpoint(var id, var table) -> {
                VpcEndpoint endpoint = find(snapshot, VpcEndpoint.class, id);
                List<RouteTableId> tables = new ArrayList<>(endpoint.routeTableIds());
                tables.add(table);
                yield put(snapshot, endpoint.withReach(new VpcEndpoint.Gateway(tables)));
            }
            case Remedy.CreateEndpoint create -> createEndpoint(snapshot, create);
            case Remedy.GiveAddress(var eni, Ip inside) -> giveAddress(snapshot, eni, inside);
            case Remedy.Exclude exclude -> exclude(snapshot, exclude);
            case Remedy.StartInstance(var id) ->
                put(
                        snapshot,
                        find(snapshot, Instance.class, id)
                                .withState(Instance.State.RUNNING, Instant.EPOCH, Optional.empty()));
            case Remedy.StartWithInternet _ ->
                throw new IllegalArgumentException("nothing of the state of a cloud: " + remedy);
            case Remedy.DisableSourceDestCheck(var eni) ->
                put(snapshot, find(snapshot, NetworkInterface.class, eni).withSourceDestCheck(false));
        };
    }

    private static Snapshot exclude(Snapshot snapshot, Remedy.Exclude remedy) {
        Subnet subnet = find(snapshot, Subnet.class, remedy.subnet());
        return put(
                snapshot,
                remedy.exclusion()
                        .map(id -> find(snapshot, VpcBlockPublicAccessExclusion.class, id)
                                .withMode(remedy.mode(), Instant.EPOCH))
                        .orElseGet(() -> BlockedAccess.exclusion(
                                subnet.scope(), subnet.vpcId(), Optional.of(subnet.id()), remedy.mode())));
    }

    private static Snapshot authorize(Snapshot snapshot, Remedy.AuthorizeGroup remedy) {
        SecurityGroup group = find(snapshot, SecurityGroup.class, remedy.group());
        List<SecurityGroupRule> rules = new ArrayList<>(group.rules());
        rules.add(new SecurityGroupRule(
                new SecurityGroupRuleId(RULE),
                remedy.egress(),
                remedy.protocol(),
                remedy.ports(),
                new SecurityGroupRule.CidrPeer(remedy.cidr()),
                "",
                Tags.NONE));
        return put(snapshot, group.withRules(rules));
    }

    private static Snapshot putEntry(Snapshot snapshot, Remedy.PutAclEntry remedy) {
        NetworkAcl acl = find(snapshot, NetworkAcl.class, remedy.acl());
        List<NetworkAcl.Entry> entries = new ArrayList<>(acl.entries());
        entries.removeIf(entry -> entry.egress() == remedy.egress() && entry.number() == remedy.number());
        entries.add(new NetworkAcl.Entry(
                remedy.number(), remedy.egress(), /* allow= */ true, remedy.protocol(), remedy.ports(), remedy.cidr()));
        return put(snapshot, acl.withEntries(entries));
    }

    /** The table with another route for a destination, or none. */
    private static Snapshot route(Snapshot snapshot, RouteTableId id, Cidr destination, Optional<Route.Target> target) {
        return edit(snapshot, find(snapshot, RouteTable.class, id), table -> {
            List<Route> routes = new ArrayList<>(table.routes());
            routes.removeIf(route -> route.destination().equals(new Route.ToCidr(destination)));
            target.ifPresent(to -> routes.add(new Route(new Route.ToCidr(destination), to, Route.Origin.CREATE_ROUTE)));
            return table.withRoutes(routes);
        });
    }

    private static Snapshot createEndpoint(Snapshot snapshot, Remedy.CreateEndpoint remedy) {
        return put(
                snapshot,
                new VpcEndpoint(
                        find(snapshot, Vpc.class, remedy.vpc()).scope(),
                        new VpcEndpointId(ENDPOINT),
                        remedy.vpc(),
                        remedy.serviceName(),
                        VpcEndpoint.State.AVAILABLE,
                        Instant.EPOCH,
                        Optional.empty(),
                        new VpcEndpoint.Gateway(List.of(remedy.table())),
                        Instant.EPOCH,
                        Tags.NONE));
    }

    private static Snapshot giveAddress(Snapshot snapshot, ResourceId eni, Ip inside) {
        NetworkInterface holder = find(snapshot, NetworkInterface.class, eni);
        Set<Ip> taken = new HashSet<>();
        snapshot.all(Address.class).stream().map(Address::publicIp).forEach(taken::add);
        snapshot.all(NetworkInterface.class).stream()
                .flatMap(one -> one.publicIp().stream())
                .forEach(taken::add);
        Ip free = AddressPlan.PUBLIC_POOL.last().plus(-1);
        while (taken.contains(free)) {
            free = free.plus(-1);
        }
        String digits = "%017x".formatted(taken.size());
        return put(
                snapshot,
                Address.of(holder.scope(), new AllocationId("eipalloc-" + digits), free, Tags.NONE)
                        .withAssociation(Optional.of(new Address.Association(
                                new AddressAssociationId("eipassoc-" + digits), holder.id(), inside))));
    }

    private static <E extends Entity> Snapshot edit(Snapshot snapshot, E entity, UnaryOperator<E> edit) {
        return put(snapshot, edit.apply(entity));
    }

    private static Snapshot put(Snapshot snapshot, Entity entity) {
        return snapshot.apply(snapshot.sequence() + 1, Change.put(entity));
    }

    private static <E extends Ec2Resource> E find(Snapshot snapshot, Class<E> kind, ResourceId id) {
        return snapshot.all(kind).stream()
                .filter(entity -> entity.key().equals(id.value()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " is not there"));
    }
}

package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A route table.
 *
 * <p>The {@code local} routes are derived from the VPC's blocks, unless the user put another route in the place of one, and a gateway endpoint's routes from the endpoint:
 * neither is stored here.
 *
 * @param routes the user's routes, one per destination
 * @param associations with subnets, with gateways, and as the VPC's main table
 */
public record RouteTable(
        Scope scope, RouteTableId id, VpcId vpcId, List<Route> routes, List<Association> associations, Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public RouteTable {
        routes = List.copyOf(routes);
        associations = List.copyOf(associations);
    }

    /** With what a table is associated. */
    public record Association(RouteTableAssociationId id, Associated with) {}

    /** The other side of an association. */
    public sealed interface Associated {}

    /** The VPC's main table: for every subnet without one of its own. */
    public record Main() implements Associated {}

    /** One subnet. */
    public record WithSubnet(SubnetId subnetId) implements Associated {}

    /** An internet gateway: the table judges what comes in through it. */
    public record WithGateway(InternetGatewayId gatewayId) implements Associated {}

    public boolean isMain() {
        return associations.stream().anyMatch(a -> a.with() instanceof Main);
    }

    /** Whether it is for what comes in through a gateway. */
    public boolean isOfGateway() {
        return associations.stream().anyMatch(a -> a.with() instanceof WithGateway);
    }

    /** Whether it is associated with something. */
    public boolean isWith(Associated other) {
        return associations.stream().anyMatch(a -> a.with().equals(other));
    }

    /** The user's route for a destination; for a block of the VPC it is there in the place of the local route. */
    public Optional<Route> route(Route.Destination destination) {
        return routes.stream()
                .filter(route -> route.destination().equals(destination))
                .findFirst();
    }

    /** The prefix lists that are destinations of the user's routes. */
    public Set<PrefixListId> prefixLists() {
        return routes.stream()
                .flatMap(route -> route.destination() instanceof Route.ToPrefixList(PrefixListId list)
                        ? Stream.of(list)
                        : Stream.of())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public RouteTable withTags(Tags newTags) {
        return new RouteTable(scope, id, vpcId, routes, associations, newTags);
    }

    public RouteTable withRoutes(List<Route> newRoutes) {
        return new RouteTable(scope, id, vpcId, newRoutes, associations, tags);
    }

    public RouteTable withAssociations(List<Association> newAssociations) {
        return new RouteTable(scope, id, vpcId, routes, newAssociations, tags);
    }
}

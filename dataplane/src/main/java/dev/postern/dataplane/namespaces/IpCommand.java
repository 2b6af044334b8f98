package dev.postern.dataplane.namespaces;

/** One change of links, addresses, neighbours, rules or routes, as {@code ip} has them. Removing what is not there is no error; a link takes its routes and neighbours along. */
public sealed interface IpCommand {
    /** A new pair, both ends down. */
    record AddVeth(Veth veth) implements IpCommand {}

    /** The link and its other end go. */
    record DeleteLink(String name) implements IpCommand {}

    record SetUp(String name) implements IpCommand {}

    /** The address, also where it is there and not marked as it must be. */
    record PutAddress(InterfaceAddress address) implements IpCommand {}

    record DeleteAddress(InterfaceAddress address) implements IpCommand {}

    record PutNeighbour(Neighbour neighbour) implements IpCommand {}

    record DeleteNeighbour(Neighbour neighbour) implements IpCommand {}

    record AddRule(RoutingRule rule) implements IpCommand {}

    record DeleteRule(RoutingRule rule) implements IpCommand {}

    /** The route, in the place of another one to the same destination in the same table. */
    record PutRoute(KernelRoute route) implements IpCommand {}

    record DeleteRoute(KernelRoute route) implements IpCommand {}

    /** Whether it only removes. */
    default boolean removes() {
        return switch (this) {
            case DeleteLink _, DeleteAddress _, DeleteNeighbour _, DeleteRule _, DeleteRoute _ -> true;
            case AddVeth _, SetUp _, PutAddress _, PutNeighbour _, AddRule _, PutRoute _ -> false;
        };
    }
}

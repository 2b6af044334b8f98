package dev.postern.server.gateway;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.request.Connection;
import java.util.Optional;

/**
 * Through what a request came in.
 *
 * @param service the only service that answers there; empty on the loopback port, where all do
 */
public record FrontDoor(Connection connection, Optional<AddressPlan.ServiceAddress> service) {
    /** The door of one service's address: another service's host name or signature is of no use there. */
    public static FrontDoor of(Connection connection, AddressPlan.ServiceAddress service) {
        return new FrontDoor(connection, Optional.of(service));
    }

    /** The loopback port. */
    public static FrontDoor toAll(Connection connection) {
        return new FrontDoor(connection, Optional.empty());
    }
}

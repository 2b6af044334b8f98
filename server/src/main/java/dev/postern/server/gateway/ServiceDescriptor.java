package dev.postern.server.gateway;

import dev.postern.services.authorization.ServicePermissions;
import dev.postern.wire.protocol.OperationTable;
import dev.postern.wire.protocol.Protocol;
import dev.postern.wire.sigv4.ErrorStyle;

/**
 * A service whose operations travel whole: all but S3. Where it answers and by which names is its {@code PublicService}'s.
 *
 * @param protocol how its requests and answers are written
 * @param operations what it can do
 * @param permissions what its operations need of their callers' policies
 */
public record ServiceDescriptor(
        Protocol protocol, OperationTable operations, ErrorStyle style, ServicePermissions permissions) {
    /** As signatures have it, {@code ec2}. */
    public String name() {
        return permissions.service();
    }
}

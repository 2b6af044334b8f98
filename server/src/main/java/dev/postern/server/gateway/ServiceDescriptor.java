package dev.postern.server.gateway;

import dev.postern.services.authorization.ServicePermissions;
import dev.postern.wire.protocol.AwsService;
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
    /** As it is called, {@code ec2}. */
    public String name() {
        return permissions.service();
    }

    /** The service for which its requests are signed: S3 Control's are for S3. */
    String signedAs() {
        return name().equals(AwsService.S3_CONTROL) ? "s3" : name();
    }
}

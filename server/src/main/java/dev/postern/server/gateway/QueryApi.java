package dev.postern.server.gateway;

import dev.postern.wire.protocol.OperationTable;
import dev.postern.wire.protocol.Protocol;
import dev.postern.wire.sigv4.ErrorStyle;

/**
 * A service whose operations travel whole: all but S3.
 *
 * @param name as signatures have it, {@code ec2}
 */
public record QueryApi(String name, Protocol protocol, OperationTable operations, ErrorStyle style) {}

package dev.postern.wire.protocol;

import software.amazon.awssdk.core.SdkPojo;

/**
 * An operation and its request.
 *
 * @param dryRun whether the caller only asks if it were allowed to
 */
public record Call(Operation operation, SdkPojo request, boolean dryRun) {}

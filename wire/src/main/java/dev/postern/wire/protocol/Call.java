package dev.postern.wire.protocol;

import software.amazon.awssdk.core.SdkPojo;

/** An operation and its request. */
public record Call(Operation operation, SdkPojo request) {}

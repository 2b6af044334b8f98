package dev.postern.wire;

/** An AWS error code. Each service has an enum of its own. */
public interface ErrorCode {
    /** As on the wire, as {@code InvalidVpcID.NotFound}. */
    String code();

    /** The HTTP status. */
    int status();
}

package dev.postern.wire.sigv4;

/** In whose words a refused signature is refused: the protocols have different codes for the same thing. */
public enum ErrorStyle {
    EC2,
    QUERY,
    JSON,
    S3
}

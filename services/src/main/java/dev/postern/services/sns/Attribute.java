package dev.postern.services.sns;

/**
 * A message's attribute.
 *
 * @param value of binary ones in Base64
 */
public record Attribute(String type, String value) {}

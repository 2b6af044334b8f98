package dev.postern.explain;

/**
 * By which door a request or connection arrives.
 *
 * @param kind as {@code gateway-endpoint}, {@code public}, {@code api-port}, {@code instance}
 * @param id the endpoint's or interface's id, or an address
 * @param text in words
 */
public record Door(String kind, String id, String text) {}

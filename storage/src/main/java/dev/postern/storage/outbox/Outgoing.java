package dev.postern.storage.outbox;

import java.time.Instant;

/**
 * A message that waits to be brought.
 *
 * @param to the addressee's ARN
 * @param from the ARN of what it is about
 * @param owner the account whose that is
 * @param body what is said
 * @param at when it was said, to the millisecond
 */
public record Outgoing(String to, String from, String owner, String body, Instant at) {}

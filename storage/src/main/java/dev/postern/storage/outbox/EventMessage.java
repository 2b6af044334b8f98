package dev.postern.storage.outbox;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import java.time.Instant;

/**
 * What S3 tells of a bucket.
 *
 * @param destination a topic or a queue
 * @param bucket the bucket's ARN
 * @param owner whose the bucket is
 * @param body JSON
 * @param at to the millisecond, once it was kept
 */
public record EventMessage(Arn destination, String bucket, AccountId owner, String body, Instant at) {}

package dev.postern.services.sns;

import dev.postern.model.sns.Topic;
import java.time.Instant;

/**
 * What another of AWS's services has to say to a topic; that it may was seen before.
 *
 * @param id of the message, a UUID
 */
public record Announcement(Topic topic, String id, String subject, String text, Instant at) {}

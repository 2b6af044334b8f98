package dev.postern.services.s3;

import dev.postern.storage.outbox.EventMessage;
import java.util.List;

/** Who brings what S3 tells of buckets to topics and queues. */
public interface EventPost {
    /** Where nothing happens of which anybody could be told. */
    EventPost NONE = new EventPost() {
        @Override
        public boolean test(EventMessage message) {
            throw new IllegalStateException("nobody brings messages here");
        }

        @Override
        public void send(List<EventMessage> messages) {
            throw new IllegalStateException("nobody brings messages here");
        }
    };

    /** Brings a message now, and tells whether it was taken. That it may be sent was seen before. */
    boolean test(EventMessage message);

    /** Takes messages and returns when they are kept. Whether they may be sent is seen when they are brought. */
    void send(List<EventMessage> messages);
}

package dev.postern.storage.events;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import java.time.Instant;
import java.util.List;

/**
 * An event of an account, with all by which events are looked up.
 *
 * @param source the service, {@code ec2.amazonaws.com}
 * @param userName empty for nobody's
 * @param accessKeyId empty where none was used
 * @param text the whole of it, as JSON
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html">Event</a>
 */
public record KeptEvent(
        String id,
        Instant at,
        AccountId account,
        Region region,
        String name,
        String source,
        boolean readOnly,
        String userName,
        String accessKeyId,
        List<Named> resources,
        String text) {
    public KeptEvent {
        resources = List.copyOf(resources);
    }

    /**
     * A resource that an event is about.
     *
     * @param type as {@code AWS::EC2::VPC}
     */
    public record Named(String type, String name) {}
}

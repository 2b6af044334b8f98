package dev.postern.services.ec2.flowlogs;

import dev.postern.model.ec2.FlowLogId;
import java.util.Optional;

/** How it goes with bringing the files of flow logs to their buckets. It is observed and not kept: after a start it is found anew. */
@FunctionalInterface
public interface FlowLogDelivery {
    /** The bucket is gone, or its policy does not let files be put. */
    String ACCESS_ERROR = "Access error";

    /** Anything else that is not the owner's doing. */
    String UNKNOWN_ERROR = "Unknown error";

    /** Nothing was ever in the way. */
    FlowLogDelivery UNDISTURBED = _ -> Optional.empty();

    /** Why the newest files of a flow log could not be delivered, in AWS's words; empty while they can be. */
    Optional<String> error(FlowLogId id);
}

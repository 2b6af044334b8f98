package dev.postern.compute;

import dev.postern.model.ec2.Instance;
import java.util.Optional;

/**
 * Whom the reconciler tells what became of instances. Each call returns when the news is in the state; being told the
 * same twice must be harmless, as a crash between a deed and its report makes the next process report it again.
 */
public interface InstanceEvents {
    /** The instance ended because of something inside it, as {@code shutdown}. */
    String ENDED_BY_ITSELF = "Client.InstanceInitiatedShutdown";

    /** The instance could not be started. */
    String INTERNAL_ERROR = "Server.InternalError";

    /** A pending instance is running. */
    void started(Instance instance);

    /**
     * The instance does not run any more, or did not start again; its disk is kept.
     *
     * @param reason a reason other than the one that the instance already carries
     */
    void stopped(Instance instance, Optional<String> reason);

    /**
     * The instance and its disk are gone.
     *
     * @param reason a reason other than the one that the instance already carries
     */
    void terminated(Instance instance, Optional<String> reason);
}

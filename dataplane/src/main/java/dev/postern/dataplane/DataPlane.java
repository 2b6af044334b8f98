package dev.postern.dataplane;

import dev.postern.network.NetworkIntent;

/** What carries packets. It is given the whole intent each time and brings the network there; the same intent again does nothing. */
public interface DataPlane {
    /**
     * Brings the network to an intent, as far as it can: a part that fails is told in the answer and does not stop the others.
     * Of many new VPCs and instances some may be left for the next call, as the answer then says: what changes must not wait for them.
     * Called by one thread at a time.
     */
    Observed apply(NetworkIntent intent);

    /**
     * Asks to be told when somebody else may have changed the network: the next {@link #apply} sees to it. Called once, before
     * anything is applied.
     *
     * @param alarm returns at once
     */
    void onNews(Runnable alarm);

    /** Removes all of it. Nothing is left behind. */
    void destroyAll();
}

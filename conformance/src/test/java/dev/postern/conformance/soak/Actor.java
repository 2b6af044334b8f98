package dev.postern.conformance.soak;

import java.util.Random;

/** Somebody who uses the cloud, one step after the other, and remembers what was acknowledged. */
interface Actor {
    /** The next step. Errors of the API may come out as they are. */
    void act(Random random);

    /** A call was not answered: find out what there is now. */
    default void recover() {}
}

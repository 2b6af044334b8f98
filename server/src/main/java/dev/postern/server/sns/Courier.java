package dev.postern.server.sns;

import dev.postern.services.sns.Parcel;
import java.io.IOException;

/** Who brings one parcel, once. */
@FunctionalInterface
interface Courier {
    /**
     * The status of HTTP that the addressee answered.
     *
     * @throws IOException if nobody did
     */
    int deliver(Parcel parcel) throws IOException;
}

package dev.postern.server.sns;

import dev.postern.services.sns.Mail;
import java.io.IOException;

/** Who brings one piece of mail, once. */
@FunctionalInterface
interface Courier {
    /**
     * The status of HTTP that the addressee answered.
     *
     * @throws IOException if nobody did
     */
    int deliver(Mail mail) throws IOException;
}

package dev.postern.network;

import dev.postern.model.net.Protocol;

/** What answers at addresses inside a VPC that are no interface's: the router itself has them. */
public sealed interface Door permits GuestService, GatewayService {
    /** For people. */
    String label();

    /**
     * Whether it answers.
     *
     * @param key a destination port, or an ICMP type and code as in {@link KeyRange}
     */
    boolean answers(Protocol protocol, int key);
}

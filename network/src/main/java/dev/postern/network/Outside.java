package dev.postern.network;

import dev.postern.model.net.Ip;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What lies beyond the cloud's internet side: what the host reaches. */
public sealed interface Outside {
    /** Nothing is reached there: no packet leaves the cloud. */
    Outside CLOSED = new Closed();

    /** Nothing is reached there. */
    record Closed() implements Outside {}

    /**
     * TCP and UDP go on by sockets of the host.
     *
     * @param host addresses of this machine, as far as they are known: they are looked up whenever somebody connects
     */
    record Open(InternetPolicy policy, Set<Ip> host) implements Outside {
        public Open {
            host = Set.copyOf(host);
        }

        /** With nothing that was allowed by name. */
        public static final Open PLAIN = new Open(InternetPolicy.of(List.of(), Set.of()));

        public Open(InternetPolicy policy) {
            this(policy, Set.of());
        }

        /** Why an address is not reached, as far as it is known now; empty if it is. */
        public Optional<InternetPolicy.Refusal> refusal(Ip address, int port) {
            return policy.refusal(address, port, host.contains(address));
        }
    }
}

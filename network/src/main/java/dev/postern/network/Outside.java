package dev.postern.network;

import dev.postern.model.net.Ip;
import java.util.List;
import java.util.Map;
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
     * @param near how near to this machine addresses are, as far as that is known: it is looked up whenever somebody connects
     */
    record Open(InternetPolicy policy, Map<Ip, Nearness> near) implements Outside {
        public Open {
            near = Map.copyOf(near);
        }

        /** With nothing that was allowed by name. */
        public static final Open PLAIN = new Open(InternetPolicy.of(List.of(), Set.of()));

        public Open(InternetPolicy policy) {
            this(policy, Map.of());
        }

        /** Why an address is not reached, as far as it is known now; empty if it is. */
        public Optional<InternetPolicy.Refusal> refusal(Ip address, int port) {
            return policy.refusal(address, port, near.getOrDefault(address, Nearness.ELSEWHERE));
        }
    }
}

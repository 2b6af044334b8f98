package dev.postern.server.why;

import java.util.Optional;

/**
 * A question as it was typed.
 *
 * @param from an instance's id or Name tag, {@code host} or {@code internet}
 * @param what an action, or where a packet goes: {@code HOST:PORT[/udp|/icmp]}
 * @param resource of an action
 * @param as another caller: a role, a user, an access key, {@code root} or {@code anonymous}
 * @param region the Region whose endpoint is asked
 * @param bucketOwner the account that the bucket is expected to belong to
 * @param hostKey the access key that the host's user has set, if they have
 */
public record Asked(
        String from,
        String what,
        Optional<String> resource,
        Optional<String> as,
        Optional<String> region,
        Optional<String> bucketOwner,
        Optional<String> hostKey) {}

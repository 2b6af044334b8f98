package dev.postern.services.instanceconnect;

import dev.postern.model.ec2.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys that were pushed to instances, each for 60 seconds. They live in memory only: a key is not worth more than
 * its minute.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-connect-methods.html">Connect using EC2
 *     Instance Connect</a>
 */
public final class PushedKeys {
    private static final Duration LIFETIME = Duration.ofSeconds(60);

    private final ConcurrentHashMap<Login, List<Pushed>> keys = new ConcurrentHashMap<>();

    private record Login(InstanceId instance, String user) {}

    private record Pushed(String key, Instant expiresAt) {}

    /** Lets a key in from now on. */
    public void push(InstanceId instance, String user, String publicKey, Instant now) {
        keys.values().removeIf(pushed -> valid(pushed, now).isEmpty());
        keys.compute(new Login(instance, user), (login, before) -> {
            List<Pushed> after = new ArrayList<>(before == null ? List.of() : valid(before, now));
            after.add(new Pushed(publicKey, now.plus(LIFETIME)));
            return List.copyOf(after);
        });
    }

    /** The keys that are let in now, oldest first. */
    public List<String> active(InstanceId instance, String user, Instant now) {
        return valid(keys.getOrDefault(new Login(instance, user), List.of()), now).stream()
                .map(Pushed::key)
                .toList();
    }

    private static List<Pushed> valid(List<Pushed> pushed, Instant now) {
        return pushed.stream().filter(key -> now.isBefore(key.expiresAt())).toList();
    }
}

package dev.postern.server;

import dev.postern.model.AccountId;
import dev.postern.network.Outside;
import dev.postern.services.ec2.call.Quotas;
import java.nio.file.Path;
import java.util.Set;

/**
 * What a person chose at start-up.
 *
 * @param data the data directory
 * @param port the API's port on loopback, 1 to 65535
 * @param account the first account
 * @param accessKeyId its root's access key id
 * @param secret and the secret that goes with it
 * @param hosts names under which the API answers besides the usual ones, as {@code cloud.example.test}
 * @param quotas how much of what there may be
 * @param crossings how the cloud and the host's world are joined
 * @param paper whether instances are on paper alone, and never started
 */
public record Configuration(
        Path data,
        int port,
        AccountId account,
        String accessKeyId,
        String secret,
        Set<String> hosts,
        Quotas quotas,
        Crossings crossings,
        boolean paper) {
    public Configuration {
        hosts = Set.copyOf(hosts);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535: " + port);
        }
    }

    public Configuration(Path data, int port, AccountId account, String accessKeyId, String secret) {
        this(data, port, account, accessKeyId, secret, Set.of(), Quotas.DEFAULTS, Crossings.NONE, false);
    }

    /** What instances reach beyond the cloud. */
    public Outside outside() {
        return crossings.outside(port);
    }

    @Override
    public String toString() {
        return "Configuration[" + data + ", " + port + ", " + account + "]"; // never the secret
    }
}

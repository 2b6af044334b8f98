package dev.postern.guest.imds;

import dev.postern.model.ec2.InstanceId;
import java.util.List;

/** Public keys that EC2 Instance Connect pushed to an instance, for 60 seconds each. */
@FunctionalInterface
public interface PushedKeys {
    /**
     * The keys that are valid now.
     *
     * @param osUser the user of the instance
     * @return keys in OpenSSH's one-line form, oldest first
     */
    List<String> active(InstanceId instance, String osUser);
}

package dev.postern.guest.imds;

import dev.postern.model.ec2.Instance;
import dev.postern.model.iam.RoleDelivery;
import java.time.Instant;
import java.util.Optional;

/** Who makes temporary credentials for the role of an instance's profile. */
@FunctionalInterface
public interface RoleCredentials {
    /**
     * Credentials that are valid for a while yet, the same ones until they are near their end; none if the instance has
     * no profile, or its profile no role.
     *
     * @param delivery how the instance asked
     */
    Optional<Credentials> of(Instance instance, RoleDelivery delivery);

    /** Temporary credentials as the metadata service shows them. */
    record Credentials(
            String roleName,
            String accessKeyId,
            String secretAccessKey,
            String token,
            Instant lastUpdated,
            Instant expiration) {
        @Override
        public String toString() {
            return "Credentials[" + roleName + ", " + accessKeyId + "]"; // never the secrets
        }
    }
}

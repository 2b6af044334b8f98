package dev.postern.model.ec2;

import dev.postern.model.Scope;
import java.util.Optional;

/**
 * What an account has said of the metadata service of new instances in a Region; what is empty it has no preference for.
 *
 * @param httpTokens {@code optional} or {@code required}
 * @param hopLimit 1 to 64
 * @param tokensEnforced whether no instance is launched, or changed, that answers without a token
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html">Account-level defaults</a>
 */
public record InstanceMetadataDefaults(
        Scope scope,
        Optional<String> httpTokens,
        Optional<Integer> hopLimit,
        Optional<Boolean> httpEndpointEnabled,
        Optional<Boolean> instanceTags,
        Optional<Boolean> tokensEnforced)
        implements Ec2Resource {
    /** There is one of an account in a Region. */
    public static final String KEY = "instance-metadata-defaults";

    /** No preference for anything. */
    public static InstanceMetadataDefaults none(Scope scope) {
        return new InstanceMetadataDefaults(
                scope, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public String key() {
        return KEY;
    }
}

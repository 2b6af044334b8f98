package dev.postern.services.authorization;

import dev.postern.model.Snapshot;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.Caller;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.ServiceAuthorization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The use of a key that a service asks for, for its own caller. That service's door is not the caller's: nothing is known of the network, and
 * no endpoint's policy is asked.
 *
 * @param service as {@code s3.us-east-1.amazonaws.com}
 * @param action of KMS, without the service's name before it
 * @param encryptionContext what is bound to what is encrypted
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html">Forward access sessions</a>
 */
public record KeyUse(String service, KmsKey key, String action, Map<String, String> encryptionContext) {
    private static final ServiceAuthorization KMS = ServiceAuthorization.of("kms");
    private static final Set<String> OF_THE_NETWORK = Set.of(
            "aws:sourceip",
            "aws:sourcevpce",
            "aws:sourcevpc",
            "aws:vpcsourceip",
            "aws:sourcevpcarn",
            "aws:vpceaccount",
            "aws:vpceorgid",
            "aws:vpceorgpaths");

    /** The permission. */
    Check check(Snapshot snapshot, Caller caller) {
        ConditionContext keys = KmsKeys.via(service)
                .on(snapshot, Optional.of(key))
                .with(encryptionContext)
                .asked(KMS.action(action), caller);
        return new Check("kms:" + action, key.arn().toString(), keys);
    }

    /**
     * The condition keys where no caller asks but a service by itself.
     *
     * @param ofService what is known of that for which it acts
     */
    public ConditionContext askedByService(Snapshot snapshot, ConditionContext ofService) {
        ConditionContext ofKey = check(snapshot, new Caller.Anonymous()).keys();
        return wanted -> {
            List<String> values = ofKey.values(wanted);
            return values.isEmpty() ? ofService.values(wanted) : values;
        };
    }

    /** The caller's keys as the second service sees them. */
    static ConditionContext forwarded(ConditionContext callers) {
        return new ConditionContext() {
            @Override
            public List<String> values(String wanted) {
                if (OF_THE_NETWORK.contains(wanted)) {
                    return List.of();
                }
                return wanted.equals("aws:viaawsservice") ? List.of("true") : callers.values(wanted);
            }

            @Override
            public boolean knows(String wanted) {
                return callers.knows(wanted);
            }
        };
    }
}

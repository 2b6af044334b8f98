package dev.postern.services.authorization;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;

/** IAM's permissions: {@link IamResources} finds them in a request. */
public final class IamPermissions implements ServicePermissions {
    @Override
    public String service() {
        return "iam";
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        requireServed(context.caller());
        return IamResources.checks(snapshot, context, operation, request);
    }

    /**
     * IAM takes no temporary credentials but those of roles: a user's only with MFA, which nobody has here, and a federated user's
     * never.
     */
    private static void requireServed(Caller caller) {
        boolean temporary = caller instanceof Caller.FederatedUser
                || (!(caller instanceof Caller.AssumedRole)
                        && caller.tokenIssued().isPresent());
        if (temporary) {
            throw new ApiException(
                    AuthorizationError.INVALID_CLIENT_TOKEN_ID,
                    "The security token included in the request is invalid");
        }
    }

    /** Operations of other services need it. */
    @Override
    public Set<String> otherActions() {
        return Set.of("PassRole");
    }

    /** It calls the resource by its name, where the request does. */
    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(
                AuthorizationError.ACCESS_DENIED,
                check.shown().map(decision::deniedText).orElseGet(decision::deniedText));
    }
}

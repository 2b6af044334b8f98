package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;

/** STS's permissions. */
public final class StsPermissions implements ServicePermissions {
    private static final String WEB_IDENTITY = "AssumeRoleWithWebIdentity";

    /** Who asks is in the token. */
    @Override
    public boolean isOpen(String operation) {
        return operation.equals(WEB_IDENTITY);
    }

    @Override
    public String service() {
        return "sts";
    }

    /**
     * Anybody may ask who they are, and the trust policy of the role decides on AssumeRole where the role is known.
     *
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
     */
    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        requireServed(context.caller(), operation);
        return switch (operation) {
            case "GetCallerIdentity", "GetSessionToken", "AssumeRole", WEB_IDENTITY -> List.of();
            case "GetFederationToken" -> federation(context, request);
            default -> List.of(Check.of("sts:" + operation, "*"));
        };
    }

    /** A user's or root's temporary credentials do not make others but of roles, and a federated user's none at all. */
    private static void requireServed(Caller caller, String operation) {
        boolean served = operation.equals("GetCallerIdentity")
                || operation.equals(WEB_IDENTITY)
                || switch (caller) {
                    case Caller.Anonymous _, Caller.AssumedRole _ -> true;
                    case Caller.Root root -> root.tokenIssuedAt().isEmpty() || operation.equals("AssumeRole");
                    case Caller.User user -> user.tokenIssuedAt().isEmpty() || operation.equals("AssumeRole");
                    case Caller.FederatedUser _ -> false;
                };
        if (!served) {
            throw new ApiException(
                    AuthorizationError.ACCESS_DENIED, "Cannot call " + operation + " with session credentials");
        }
    }

    private static List<Check> federation(RequestContext context, SdkPojo request) {
        String name = RequestFields.text(request, "Name").orElse("*");
        String arn =
                Arn.global("sts", context.account(), "federated-user/" + name).toString();
        Map<String, String> tags = new TreeMap<>();
        if (request instanceof GetFederationTokenRequest given) {
            given.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        }
        ConditionContext keys = key -> TagConditions.ofRequest(tags, key);
        Check main = new Check("sts:GetFederationToken", arn, keys);
        return tags.isEmpty() ? List.of(main) : List.of(main, new Check("sts:TagSession", arn, keys));
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED, decision.deniedText());
    }
}

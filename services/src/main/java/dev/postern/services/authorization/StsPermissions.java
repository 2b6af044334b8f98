package dev.postern.services.authorization;

import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.wire.ApiException;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;

/** STS's permissions. */
public final class StsPermissions implements ServicePermissions {
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
        return switch (operation) {
            case "GetCallerIdentity", "GetSessionToken", "AssumeRole" -> List.of();
            default -> List.of(Check.of("sts:" + operation, "*"));
        };
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED, decision.deniedText());
    }
}

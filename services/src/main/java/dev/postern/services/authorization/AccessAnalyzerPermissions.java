package dev.postern.services.authorization;

import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.wire.ApiException;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions of the checks of IAM Access Analyzer, which are of documents and on no resource.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamaccessanalyzer.html">Actions, resources,
 *     and condition keys for AWS IAM Access Analyzer</a>
 */
public final class AccessAnalyzerPermissions implements ServicePermissions {
    @Override
    public String service() {
        return "access-analyzer";
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        return List.of(Check.of(service() + ":" + operation, "*"));
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED_BY_REST, decision.deniedText());
    }
}

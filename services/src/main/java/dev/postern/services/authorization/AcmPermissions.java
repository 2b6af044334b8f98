package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.acm.Certificate;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.wire.ApiException;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions of Certificate Manager's operations: on the certificate that a request names.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscertificatemanager.html">
 *     Actions, resources, and condition keys for AWS Certificate Manager</a>
 */
public final class AcmPermissions implements ServicePermissions {
    private static final ServiceAuthorization ACM = ServiceAuthorization.of("acm");

    @Override
    public String service() {
        return "acm";
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        Action action = ACM.action(operation);
        String made = operation.equals("ImportCertificate")
                ? Arn.of("acm", context.scope(), "certificate/*").toString()
                : "*";
        String resource = RequestFields.text(request, "CertificateArn").orElse(made);
        ConditionContext keys = key -> {
            if (!action.canHave(key)) {
                return List.of();
            }
            return key.contains("resourcetag/")
                    ? TagConditions.ofResource(tags(snapshot, context, resource), key)
                    : TagConditions.ofRequest(RequestFields.tags(request, "Tags"), key);
        };
        return List.of(new Check("acm:" + operation, resource, keys));
    }

    private static Tags tags(Snapshot snapshot, RequestContext context, String arn) {
        return snapshot.find(Certificate.class, context.scope(), arn.substring(arn.indexOf('/') + 1))
                .filter(found -> found.arn().toString().equals(arn))
                .map(Certificate::tags)
                .orElse(Tags.NONE);
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED_EXCEPTION, decision.deniedText());
    }
}

package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.AccessPoint;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.wire.ApiException;
import dev.postern.wire.protocol.AwsService;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions of S3 Control's operations, whose actions are S3's: on the access point that a request names.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html">Actions, resources, and
 *     condition keys for Amazon S3</a>
 */
public final class S3ControlPermissions implements ServicePermissions {
    private static final ServiceAuthorization S3 = ServiceAuthorization.of("s3");

    @Override
    public String service() {
        return AwsService.S3_CONTROL;
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        String action = action(operation);
        Optional<Arn> arn = RequestFields.text(request, "Name")
                .map(name -> Arn.of("s3", scope(context, request), "accesspoint/" + name));
        boolean named = S3.action(action).on("accesspoint").isPresent();
        ConditionContext keys =
                key -> arn.map(found -> values(snapshot, found, request, key)).orElse(List.of());
        return List.of(new Check("s3:" + action, named ? arn.map(Arn::toString).orElse("*") : "*", keys));
    }

    @Override
    public List<Check> neededOn(Snapshot snapshot, RequestContext context, String operation, String resource) {
        return List.of(Check.of("s3:" + action(operation), resource));
    }

    private static String action(String operation) {
        return switch (operation) {
            case "GetPublicAccessBlock" -> "GetAccountPublicAccessBlock";
            case "PutPublicAccessBlock", "DeletePublicAccessBlock" -> "PutAccountPublicAccessBlock";
            default -> operation;
        };
    }

    private static Scope scope(RequestContext context, SdkPojo request) {
        return RequestFields.text(request, "AccountId")
                .filter(AccountId::isValid)
                .map(account -> new Scope(new AccountId(account), context.region()))
                .orElse(context.scope());
    }

    private static List<String> values(Snapshot snapshot, Arn arn, SdkPojo request, String key) {
        return switch (key) {
            case "s3:dataaccesspointarn" -> List.of(arn.toString());
            case "s3:dataaccesspointaccount" -> List.of(arn.account());
            case "s3:accesspointnetworkorigin" ->
                List.of(AccessPoint.at(snapshot, arn)
                        .map(AccessPoint::networkOrigin)
                        .orElse(
                                RequestFields.structure(request, "VpcConfiguration")
                                                .isPresent()
                                        ? "VPC"
                                        : "Internet"));
            default -> List.of();
        };
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED, Authorizer.deniedText(decision));
    }
}

package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** EC2 Instance Connect's permissions: on the instance, with the user to whom the key is given. */
public final class InstanceConnectPermissions implements ServicePermissions {
    @Override
    public String service() {
        return "ec2-instance-connect";
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        String id = RequestFields.text(request, "InstanceId").orElse("*");
        Optional<String> user = RequestFields.text(request, "InstanceOSUser");
        ConditionContext instance = Ec2Facts.keys(snapshot, context.scope(), id);
        return List.of(new Check(
                "ec2-instance-connect:" + operation,
                Arn.of("ec2", context.scope(), "instance/" + id).toString(),
                key -> key.equals("ec2:osuser") ? user.stream().toList() : instance.values(key)));
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.ACCESS_DENIED_EXCEPTION, decision.deniedText());
    }
}

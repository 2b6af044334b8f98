package dev.postern.services.authorization;

import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.policy.Layer;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/** EC2's permissions: {@link Ec2Resources} finds them in a request. */
public final class Ec2Permissions implements ServicePermissions {
    private final Optional<AuthorizationMessages> messages;

    /** Those whose refusals tell no more than their reason. */
    public Ec2Permissions() {
        this.messages = Optional.empty();
    }

    /** Those whose refusals carry more for who may decode it. */
    public Ec2Permissions(AuthorizationMessages messages) {
        this.messages = Optional.of(messages);
    }

    @Override
    public String service() {
        return "ec2";
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        return Ec2Resources.checks(snapshot, context, operation, request);
    }

    @Override
    public List<Check> neededOn(Snapshot snapshot, RequestContext context, String operation, String resource) {
        Optional<Check> known = Ec2Resources.check(snapshot, context, operation, resource, new NothingSaid());
        return known.map(List::of)
                .orElseGet(() -> ServicePermissions.super.neededOn(snapshot, context, operation, resource));
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(
                AuthorizationError.UNAUTHORIZED_OPERATION,
                "You are not authorized to perform this operation. " + decision.deniedText()
                        + messages.filter(_ -> tellsMore(decision))
                                .map(encoded -> ". Encoded authorization failure message: "
                                        + encoded.encode(decision, service()))
                                .orElse(""));
    }

    /**
     * As on AWS, where nobody has seen one for an action on no particular resource, or by the policy of an endpoint.
     *
     * @see <a href="https://access.redhat.com/solutions/6969704">A refusal of EC2's by the policy of an endpoint</a>
     */
    private static boolean tellsMore(Decision decision) {
        return !decision.request().resource().equals("*") && decision.decidedBy() != Layer.VPC_ENDPOINT;
    }
}

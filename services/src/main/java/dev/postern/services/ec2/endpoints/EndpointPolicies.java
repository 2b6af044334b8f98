package dev.postern.services.ec2.endpoints;

import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;

/**
 * The policies of endpoints.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html">Control access using endpoint policies</a>
 */
final class EndpointPolicies {
    private static final String DEFAULT_OF_GATEWAY =
            "{\"Version\":\"2008-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

    private static final String DEFAULT_OF_INTERFACE = """
            {
              "Statement": [
                {
                  "Action": "*",
                  "Effect": "Allow",
                  "Principal": "*",
                  "Resource": "*"
                }
              ]
            }""";

    private static final int CHARACTERS_MAX = 20_480;

    private EndpointPolicies() {}

    /** What an endpoint shows: one that has no policy of its own allows everything. Those of Gateway Load Balancers have none. */
    static @Nullable String shown(VpcEndpoint endpoint) {
        return switch (endpoint.reach()) {
            case VpcEndpoint.Gateway _ -> endpoint.policyDocument().orElse(DEFAULT_OF_GATEWAY);
            case VpcEndpoint.Interface _ -> endpoint.policyDocument().orElse(DEFAULT_OF_INTERFACE);
            case VpcEndpoint.GatewayLoadBalancer _ -> null;
        };
    }

    /** A policy that a request brings, if it is one. */
    static String checked(String document) {
        if (document.length() > CHARACTERS_MAX) {
            throw Ec2Error.ENDPOINT_POLICY.of("The policy document exceeds the maximum size of 20480 characters.");
        }
        try {
            Policy.parse(document, PolicyKind.ENDPOINT);
            return document;
        } catch (MalformedPolicyException malformed) {
            throw Ec2Error.ENDPOINT_POLICY.of(malformed.text());
        }
    }

    /** The endpoint with the policy that a request gives it. */
    static VpcEndpoint changed(VpcEndpoint endpoint, ModifyVpcEndpointRequest request) {
        boolean reset = Boolean.TRUE.equals(request.resetPolicy());
        if (reset && request.policyDocument() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameters ResetPolicy and PolicyDocument cannot be used together");
        }
        if (reset) {
            return endpoint.withPolicy(Optional.empty());
        }
        return request.policyDocument() == null
                ? endpoint
                : endpoint.withPolicy(Optional.of(checked(request.policyDocument())));
    }
}

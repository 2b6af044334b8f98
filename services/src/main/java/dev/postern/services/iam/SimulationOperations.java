package dev.postern.services.iam;

import dev.postern.policy.AskedKeys;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.IamRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;

/**
 * The policy simulator.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html">Testing IAM policies with the
 *     IAM policy simulator</a>
 */
interface SimulationOperations extends IamOperations {
    @Override
    default SimulateCustomPolicyResponse simulateCustomPolicy(SimulateCustomPolicyRequest request) {
        return read(call -> {
            Page<EvaluationResult> page = results(
                    request,
                    SimulationRequest.of(request).read(call, Optional.empty()),
                    SimulationTerms.actions(request.actionNames()),
                    request.marker(),
                    request.maxItems());
            return SimulateCustomPolicyResponse.builder()
                    .evaluationResults(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default SimulatePrincipalPolicyResponse simulatePrincipalPolicy(SimulatePrincipalPolicyRequest request) {
        return read(call -> {
            PolicySource source = PolicySource.find(call, request.policySourceArn());
            Page<EvaluationResult> page = results(
                    request,
                    SimulationRequest.of(request).read(call, Optional.of(source)),
                    SimulationTerms.actions(request.actionNames()),
                    request.marker(),
                    request.maxItems());
            return SimulatePrincipalPolicyResponse.builder()
                    .evaluationResults(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default GetContextKeysForCustomPolicyResponse getContextKeysForCustomPolicy(
            GetContextKeysForCustomPolicyRequest request) {
        return GetContextKeysForCustomPolicyResponse.builder()
                .contextKeyNames(keys(SimulatedPolicy.given("PolicyInputList", request.policyInputList())))
                .build();
    }

    @Override
    default GetContextKeysForPrincipalPolicyResponse getContextKeysForPrincipalPolicy(
            GetContextKeysForPrincipalPolicyRequest request) {
        return read(call -> {
            List<SimulatedPolicy> policies = new ArrayList<>(
                    PolicySource.find(call, request.policySourceArn()).policies());
            policies.addAll(SimulatedPolicy.given("PolicyInputList", request.policyInputList()));
            return GetContextKeysForPrincipalPolicyResponse.builder()
                    .contextKeyNames(keys(policies))
                    .build();
        });
    }

    private static List<String> keys(List<SimulatedPolicy> policies) {
        return AskedKeys.of(
                policies.stream().map(policy -> policy.named().policy()).toList());
    }

    /** A page is simulated, and no more than that. */
    private static Page<EvaluationResult> results(
            IamRequest request,
            Simulation simulation,
            List<String> actions,
            @Nullable String marker,
            @Nullable Integer itemsMax) {
        Page<Integer> page = IamPage.of(
                request, IntStream.range(0, actions.size()).boxed().toList(), "%09d"::formatted, marker, itemsMax);
        return new Page<>(page.map(i -> simulation.result(actions.get(i))), page.next());
    }
}

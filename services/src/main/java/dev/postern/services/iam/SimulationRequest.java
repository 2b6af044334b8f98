package dev.postern.services.iam;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.organizations.PolicyType;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.ControlLevel;
import dev.postern.policy.ControlsInForce;
import dev.postern.policy.Matched;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.PrincipalFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;

/** What both requests for a simulation have, not looked at yet. */
record SimulationRequest(
        List<String> policies,
        List<String> boundaries,
        List<String> resources,
        @Nullable String resourcePolicy,
        @Nullable String resourceOwner,
        @Nullable String callerArn,
        List<ContextEntry> context,
        @Nullable String handling) {
    SimulationRequest {
        policies = List.copyOf(policies);
        boundaries = List.copyOf(boundaries);
        resources = List.copyOf(resources);
        context = List.copyOf(context);
    }

    static SimulationRequest of(SimulateCustomPolicyRequest request) {
        return new SimulationRequest(
                request.policyInputList(),
                request.permissionsBoundaryPolicyInputList(),
                request.resourceArns(),
                request.resourcePolicy(),
                request.resourceOwner(),
                request.callerArn(),
                request.contextEntries(),
                request.resourceHandlingOption());
    }

    static SimulationRequest of(SimulatePrincipalPolicyRequest request) {
        return new SimulationRequest(
                request.policyInputList(),
                request.permissionsBoundaryPolicyInputList(),
                request.resourceArns(),
                request.resourcePolicy(),
                request.resourceOwner(),
                request.callerArn(),
                request.contextEntries(),
                request.resourceHandlingOption());
    }

    /**
     * What is to be simulated.
     *
     * @param source whose policies take part as well, if anybody's
     * @throws dev.postern.wire.ApiException if that cannot be simulated
     */
    Simulation read(IamCall call, Optional<PolicySource> source) {
        List<String> arns = SimulationTerms.resources(resources);
        Map<String, List<String>> keys = SimulationTerms.context(context);
        SimulationTerms.requireHandling(handling, arns);
        Optional<AccountId> owner = SimulationTerms.owner(resourceOwner);
        Optional<Arn> caller = SimulationTerms.caller(callerArn);
        List<SimulatedPolicy> identity =
                new ArrayList<>(source.map(PolicySource::policies).orElse(List.of()));
        identity.addAll(SimulatedPolicy.given("PolicyInputList", policies));
        return new Simulation(
                identity,
                boundary().or(() -> source.flatMap(PolicySource::boundary)),
                resourcePolicy(
                        arns,
                        caller.isPresent() || source.filter(PolicySource::user).isPresent()),
                facts(call, caller, source),
                owner,
                arns,
                keys.keySet(),
                ConditionContext.of(keys),
                source.map(of -> controls(call, of)).orElse(List.of()));
    }

    /** One that is given stands for the one that the entity has. */
    private Optional<SimulatedPolicy> boundary() {
        if (boundaries.size() > 1) {
            throw SimulationTerms.invalid("PermissionsBoundaryPolicyInputList cannot have more than one policy.");
        }
        return SimulatedPolicy.given("PermissionsBoundaryPolicyInputList", boundaries).stream()
                .findFirst();
    }

    private Optional<SimulatedPolicy> resourcePolicy(List<String> arns, boolean hasCaller) {
        if (resourcePolicy == null) {
            return Optional.empty();
        }
        if (!hasCaller) {
            throw SimulationTerms.invalid("CallerArn must be specified when ResourcePolicy is specified.");
        }
        SimulatedPolicy policy = SimulatedPolicy.given(
                "ResourcePolicy", resourcePolicy, kind(arns.getFirst()), SimulatedPolicy.RESOURCE_TYPE);
        for (String arn : arns) {
            if (arn.matches("arn:[^:]*:iam::[^:]*:role/.*")) {
                throw SimulationTerms.invalid("Simulation of resource-based policies isn't supported for IAM roles.");
            }
            if (!Matched.speaksOf(policy.named().policy(), arn)) {
                throw SimulationTerms.invalid("ResourcePolicy is not applicable to the resource " + arn + ".");
            }
        }
        return Optional.of(policy);
    }

    /** What the organization says to the principals of the account, but to roles that are linked to a service. */
    private static List<ControlLevel> controls(IamCall call, PolicySource source) {
        return ControlsInForce.isServiceLinked(source.arn())
                ? List.of()
                : ControlsInForce.of(call.snapshot(), call.context().account(), PolicyType.SERVICE_CONTROL_POLICY)
                        .stream()
                        .map(ControlsInForce.Level::parsed)
                        .toList();
    }

    private static PolicyKind kind(String arn) {
        return switch (Arn.parse(arn).map(Arn::service).orElse("")) {
            case "s3" -> PolicyKind.BUCKET;
            case "sns" -> PolicyKind.TOPIC;
            case "sqs" -> PolicyKind.QUEUE;
            default -> PolicyKind.TABLE; // the grammar that all have in common
        };
    }

    private static PrincipalFacts facts(IamCall call, Optional<Arn> caller, Optional<PolicySource> source) {
        Optional<String> user = caller.map(Arn::toString)
                .or(() -> source.filter(PolicySource::user).map(PolicySource::arn));
        Optional<String> role = user.isPresent() ? Optional.empty() : source.map(PolicySource::arn);
        AccountId account = caller.map(arn -> new AccountId(arn.account()))
                .orElseGet(() -> call.context().account());
        return new PrincipalFacts(
                user.or(() -> role).orElse(SimulationTerms.ALL_RESOURCES),
                Optional.of(account),
                false,
                user,
                role,
                List.of(),
                Optional.empty());
    }
}

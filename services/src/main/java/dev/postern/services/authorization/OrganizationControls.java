package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Caller;
import dev.postern.policy.ControlLevel;
import dev.postern.policy.ControlsInForce;
import dev.postern.policy.PolicyLayers;
import java.util.List;
import java.util.Optional;

/** Finds what organizations have to say to a request: the caller's of the caller, and the resource's of the resource. */
final class OrganizationControls {
    private final ParsedPolicies parsed;

    OrganizationControls(ParsedPolicies parsed) {
        this.parsed = parsed;
    }

    /**
     * Layers with an organization's.
     *
     * @param owner whose the resource is; of what belongs to nobody in particular, the caller
     */
    PolicyLayers over(PolicyLayers layers, Snapshot snapshot, Caller caller, Optional<AccountId> owner, Check check) {
        List<ControlsInForce.Level> ofCaller = ControlsInForce.ofPrincipal(snapshot, caller);
        List<ControlsInForce.Level> ofResource = ControlsInForce.isServiceLinked(caller)
                ? List.of()
                : owner.or(caller::accountId)
                        .map(account ->
                                ControlsInForce.ofResources(snapshot, account, check.action(), check.resource()))
                        .orElse(List.of());
        return ofCaller.isEmpty() && ofResource.isEmpty()
                ? layers
                : layers.withControls(parsed(ofCaller), parsed(ofResource));
    }

    /** What binds an AWS service that acts by itself: what the resource's organization says. */
    PolicyLayers overService(PolicyLayers layers, Snapshot snapshot, AccountId owner, Check check) {
        return layers.withControls(
                List.of(), parsed(ControlsInForce.ofResources(snapshot, owner, check.action(), check.resource())));
    }

    private List<ControlLevel> parsed(List<ControlsInForce.Level> levels) {
        return levels.stream()
                .map(level -> new ControlLevel(
                        level.target(),
                        level.controls().stream()
                                .map(control -> parsed.named(
                                        control.called(level.target()), control.kind(), control.document()))
                                .toList()))
                .toList();
    }
}

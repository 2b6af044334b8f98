package dev.postern.server.verify.checks;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.Role;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.AddressBlock;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Distinctions;
import dev.postern.policy.PrincipalFacts;
import dev.postern.services.authorization.Authorizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** What all policies of a state tell apart of instances: by their addresses, and by the sessions of their roles. */
public final class ToldApart {
    private static final Connection ANY = new Connection.Public(Ip.of("203.0.113.9"), true);

    private final Snapshot snapshot;
    private final Policies policies;
    private final Ids ids = new Ids(new Random(0));

    public ToldApart(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.policies = new Policies(snapshot);
    }

    /** The blocks of addresses that their conditions name. */
    public List<Cidr> blocks() {
        return Stream.of("aws:sourceip", "aws:vpcsourceip")
                .flatMap(key -> policies.values(key).stream())
                .flatMap(text -> AddressBlock.find(text).stream())
                .distinct()
                .toList();
    }

    /** What they tell of an instance's session, whatever its addresses; of two of a role for which this is equal they tell nothing apart. */
    public List<Object> ofSession(Instance instance) {
        List<Object> told = new ArrayList<>();
        session(instance).ifPresent(caller -> {
            PrincipalFacts facts = PrincipalFacts.of(caller);
            ConditionContext keys = Authorizer.keys(
                    snapshot,
                    new RequestContext(
                            "export", caller, instance.scope().region(), ANY, "postern-why", Instant.EPOCH, ids));
            for (Distinctions policy : policies.all()) {
                told.add(policy.ofCaller(facts));
                told.add(policy.ofContext(keys, key -> !Ways.isOfNetwork(key)));
            }
        });
        return told;
    }

    private Optional<Caller> session(Instance instance) {
        Scope account = Scope.ofAccount(instance.scope().account());
        String id = instance.id().value();
        return instance.instanceProfile()
                .flatMap(profile -> snapshot.find(InstanceProfile.class, account, profile.profileName()))
                .flatMap(InstanceProfile::roleName)
                .flatMap(name -> snapshot.find(Role.class, account, name))
                .map(role -> Callers.session(role, id, Optional.of(id)));
    }
}

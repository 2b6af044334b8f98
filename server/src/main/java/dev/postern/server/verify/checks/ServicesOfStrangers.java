package dev.postern.server.verify.checks;

import dev.postern.model.AccountId;
import dev.postern.policy.Decision;
import dev.postern.policy.Distinctions;
import dev.postern.policy.Principal;
import dev.postern.policy.PrincipalFacts;
import dev.postern.services.authorization.ResourcePolicy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * AWS services that act for strangers, who could make a service do what they may not do themselves.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html">The confused deputy problem</a>
 */
final class ServicesOfStrangers {
    private final Policies policies;
    private final World world;
    private final Search search;
    private final List<AccountId> accounts;

    ServicesOfStrangers(Policies policies, World world, Search search, List<AccountId> accounts) {
        this.policies = policies;
        this.world = world;
        this.search = search;
        this.accounts = accounts;
    }

    void look(Target target) {
        if (target.document().isEmpty() || target.policy().isEmpty()) {
            return;
        }
        Distinctions policy = target.policy().get();
        Set<String> services = new LinkedHashSet<>(List.of("sns.amazonaws.com", "cloudtrail.amazonaws.com"));
        policies.principals().forEach(principal -> {
            if (principal instanceof Principal.Service(String name) && !name.equals("*")) {
                services.add(name);
            }
        });
        for (String service : services) {
            if (policy.mayAllow(PrincipalFacts.ofService(service))) {
                accounts.forEach(account -> look(target, policy, service, account));
            }
        }
    }

    private void look(Target target, Distinctions policy, String service, AccountId account) {
        PrincipalFacts facts = PrincipalFacts.ofService(service);
        ResourcePolicy said = new ResourcePolicy(target.owner(), target.document());
        for (String arn : target.arns().apart(List.of(policy))) {
            for (String action : world.actions(target.service(), arn)) {
                if (search.isFull(target.shown())) {
                    return;
                }
                if (!policy.mayAllow(facts, action, arn)) {
                    continue;
                }
                for (String source : sources(service, account)) {
                    Decision decision =
                            world.letting(service, action, arn, said, keys(target, service, account, source));
                    if (decision.allowed()) {
                        search.foundService(target, service, action, arn, account.value(), decision);
                        return;
                    }
                }
            }
        }
    }

    /** ARNs of what the account has, for which the service acts. */
    private List<String> sources(String service, AccountId account) {
        String name = service.substring(0, service.indexOf('.') < 0 ? service.length() : service.indexOf('.'));
        List<String> sources =
                new ArrayList<>(List.of("arn:aws:" + name + ":us-east-1:" + account + ":postern-stranger"));
        for (String pattern : policies.values("aws:sourcearn")) {
            Samples.of(pattern).stream()
                    .map(text -> ofAccount(text, account))
                    .flatMap(Optional::stream)
                    .forEach(sources::add);
            String[] parts = pattern.split(":", 6);
            if (parts.length == 6 && Samples.isPattern(parts[4])) {
                parts[4] = account.value();
                sources.add(Samples.filled(String.join(":", parts), "x"));
            }
        }
        return sources.stream().distinct().toList();
    }

    /** ARNs without an account, as those of buckets, may be of any. */
    private static Optional<String> ofAccount(String text, AccountId account) {
        String[] parts = text.split(":", 6);
        boolean may = parts.length == 6 && parts[4].equals(account.value());
        return may ? Optional.of(text) : Optional.empty();
    }

    private static Map<String, List<String>> keys(Target target, String service, AccountId account, String source) {
        Map<String, List<String>> keys = new TreeMap<>();
        keys.put("aws:sourceaccount", List.of(account.value()));
        keys.put("aws:sourcearn", List.of(source));
        keys.put("aws:principalisawsservice", List.of("true"));
        keys.put("aws:principalservicename", List.of(service));
        keys.put("aws:resourceaccount", List.of(target.owner().value()));
        keys.put("aws:securetransport", List.of("true"));
        return keys;
    }
}

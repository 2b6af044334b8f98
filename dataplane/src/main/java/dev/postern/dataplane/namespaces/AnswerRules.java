package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import java.util.ArrayList;
import java.util.List;

/**
 * What a router sends itself: the answers of services behind gateway endpoints. The ACL judges them on their way out, and once more behind
 * that; so do the groups of who asked, if they do not remember that.
 */
final class AnswerRules {
    private static final String FROM_SERVICES = "ip saddr @services ";

    private AnswerRules() {}

    static List<RulesetPart> of(AclRules acls) {
        List<String> judged = acls.judge(false)
                .map(judge ->
                        List.of(FROM_SERVICES + judge, FROM_SERVICES + Judgement.lacks(acls.bits(false)) + " drop"))
                .orElse(List.of());
        List<String> rules = new ArrayList<>(judged);
        // That a packet is too large: nobody but the ACL keeps it from who sent that.
        acls.judge(false)
                .ifPresent(judge -> rules.add("icmp type destination-unreachable icmp code frag-needed " + judge));
        rules.addAll(TrackingRules.verdictsOnAnswers(FROM_SERVICES));
        List<RulesetPart> parts = new ArrayList<>();
        parts.add(Chain.base(
                RulesetPart.IPV4, "output", "type filter hook output priority filter; policy accept;", rules));
        if (!judged.isEmpty()) {
            parts.add(Chain.base(
                    RulesetPart.IPV4,
                    "output-gate",
                    "type filter hook postrouting priority filter; policy accept;",
                    judged));
        }
        return parts;
    }
}

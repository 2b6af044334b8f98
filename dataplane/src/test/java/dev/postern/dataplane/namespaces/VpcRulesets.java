package dev.postern.dataplane.namespaces;

import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;

/** Rulesets to test with. */
public final class VpcRulesets {
    private VpcRulesets() {}

    public static Ruleset of(VpcIntent vpc) {
        return RouterRules.of(vpc).ruleset();
    }

    /** Those of the VPC whose story the contract tells, as it changes. */
    public static List<Ruleset> ofStory() {
        List<Ruleset> rulesets = new ArrayList<>();
        NamespaceDataPlaneContract.story()
                .forEach(intent -> intent.vpcs()
                        .values()
                        .forEach(vpc -> rulesets.add(RouterRules.of(vpc).ruleset())));
        return rulesets;
    }
}

package dev.postern.services.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.OrganizationalUnit;
import dev.postern.model.organizations.PolicyType;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.Layer;
import dev.postern.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** In random organizations the decisions are those of a few sets of actions, intersected from the root down. */
final class OrganizationLawTest {
    private static final List<String> ACTIONS = List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject");
    private static final String ROOT = "r-ab12";
    private static final String ORGANIZATION = "o-abcdefghij";

    /** What the oracle knows of a policy: whether it denies, and what. */
    private record Rule(PolicyType type, boolean denies, Set<String> actions) {}

    private final Authorizer authorizer = new Authorizer();

    @Test
    void aRequestNeedsEveryLevelAndNoDeny() {
        Seeds.each(150, this::decidesAsTheSetsDo);
    }

    private void decidesAsTheSetsDo(Random random) {
        Map<String, Rule> rules = new HashMap<>();
        Map<String, String> parents = new HashMap<>();
        Map<String, List<String>> attached = new HashMap<>();
        Change.Builder change = Change.builder();
        List<PolicyType> enabled = new ArrayList<>();
        for (PolicyType type : PolicyType.values()) {
            if (random.nextInt(4) > 0) {
                enabled.add(type);
            }
            rules.put(type.awsId(), new Rule(type, false, new TreeSet<>(ACTIONS)));
        }
        for (int i = 0; i < 6; i++) {
            change.put(policy(random, "p-" + i, rules));
        }
        AccountId management = account(0);
        attached.put(ROOT, attachments(random));
        change.put(new Organization(ORGANIZATION, management, true, ROOT, enabled, attached.get(ROOT), Tags.NONE));
        List<String> nodes = new ArrayList<>(List.of(ROOT));
        for (int i = 0; i < 4; i++) {
            String id = "ou-ab12-0000000" + i;
            String parent = nodes.get(random.nextInt(nodes.size()));
            parents.put(id, parent);
            attached.put(id, attachments(random));
            change.put(new OrganizationalUnit(id, ORGANIZATION, parent, "u" + i, attached.get(id), Tags.NONE));
            nodes.add(id);
        }
        for (int i = 0; i < 4; i++) {
            AccountId id = account(i);
            String parent = nodes.get(random.nextInt(nodes.size()));
            parents.put(id.value(), parent);
            attached.put(id.value(), attachments(random));
            change.put(new Member(
                    id,
                    ORGANIZATION,
                    parent,
                    "a" + i,
                    "a" + i + "@example.com",
                    true,
                    TestAccount.NOW,
                    attached.get(id.value()),
                    Tags.NONE));
        }
        Snapshot snapshot = Snapshot.EMPTY.apply(1, change.build());
        for (int from = 0; from <= 4; from++) { // the last one is in no organization
            for (int to = 0; to <= 4; to++) {
                for (String action : ACTIONS) {
                    boolean expected = permits(
                                    PolicyType.SERVICE_CONTROL_POLICY, from, action, enabled, rules, parents, attached)
                            && permits(
                                    PolicyType.RESOURCE_CONTROL_POLICY, to, action, enabled, rules, parents, attached);
                    Decision decision = decide(snapshot, account(from), account(to), action);
                    assertThat(decision.allowed())
                            .as("%s from %d to %d: %s", action, from, to, decision.explanation())
                            .isEqualTo(expected);
                    if (!expected) {
                        assertThat(decision.decidedBy()).isIn(Layer.SERVICE_CONTROL, Layer.RESOURCE_CONTROL);
                    }
                }
            }
        }
    }

    private static AccountId account(int number) {
        return new AccountId("11112222333" + number);
    }

    private static OrganizationPolicy policy(Random random, String id, Map<String, Rule> rules) {
        boolean scp = random.nextBoolean();
        boolean denies = !scp || random.nextBoolean();
        Set<String> actions = new TreeSet<>();
        for (String action : ACTIONS) {
            if (random.nextInt(denies ? 4 : 2) == 0) {
                actions.add(action);
            }
        }
        actions.add("s3:CreateBucket");
        PolicyType type = scp ? PolicyType.SERVICE_CONTROL_POLICY : PolicyType.RESOURCE_CONTROL_POLICY;
        rules.put(id, new Rule(type, denies, actions));
        String content = "{'Version':'2012-10-17','Statement':[{'Effect':'%s',%s'Action':['%s'],'Resource':'*'}]}"
                .formatted(denies ? "Deny" : "Allow", scp ? "" : "'Principal':'*',", String.join("','", actions))
                .replace('\'', '"');
        return new OrganizationPolicy(id, ORGANIZATION, type, id, "", content, Tags.NONE);
    }

    /** AWS's policies and some others; of a type that is not enabled they count for nothing. */
    private static List<String> attachments(Random random) {
        List<String> ids = new ArrayList<>(List.of(PolicyType.RESOURCE_CONTROL_POLICY.awsId()));
        if (random.nextInt(5) > 0) {
            ids.add(PolicyType.SERVICE_CONTROL_POLICY.awsId());
        }
        for (int i = 0; i < 6; i++) {
            if (random.nextInt(4) == 0) {
                ids.add("p-" + i);
            }
        }
        return ids;
    }

    /** The oracle: what is allowed at each node, met on the way up. */
    private static boolean permits(
            PolicyType type,
            int number,
            String action,
            List<PolicyType> enabled,
            Map<String, Rule> rules,
            Map<String, String> parents,
            Map<String, List<String>> attached) {
        if (number == 0 || number == 4 || !enabled.contains(type)) {
            return true;
        }
        for (String node = account(number).value(); node != null; node = parents.get(node)) {
            boolean allows = false;
            for (String id : attached.getOrDefault(node, List.of())) {
                Rule rule = rules.get(id);
                if (rule != null && rule.type() == type && rule.actions().contains(action)) {
                    if (rule.denies()) {
                        return false;
                    }
                    allows = true;
                }
            }
            if (!allows) {
                return false;
            }
        }
        return true;
    }

    private Decision decide(Snapshot snapshot, AccountId from, AccountId to, String action) {
        RequestContext context = new RequestContext(
                "request",
                new Caller.Root(from),
                Region.US_EAST_1,
                TestAccount.OUTSIDE,
                "test/1",
                TestAccount.NOW,
                new Ids(new Random(1)));
        ResourcePolicy open = new ResourcePolicy(
                to,
                Optional.of("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
                        + "\"Action\":\"s3:*Object\",\"Resource\":\"arn:aws:s3:::b/*\"}]}"));
        return authorizer.decide(
                snapshot, context, action, "arn:aws:s3:::b/k", Optional.of(open), ConditionContext.EMPTY);
    }
}

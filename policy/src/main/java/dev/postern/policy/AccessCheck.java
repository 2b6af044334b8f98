package dev.postern.policy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which statements of a policy grant something, whoever asks and whatever the conditions: what one grants under some condition is granted.
 * A denial takes away what it is for whenever the statement would grant it: it has no condition but such as the statement has, too.
 *
 * <p>Actions and resources are taken for all texts that they can be; patterns are held against each other exactly.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html">IAM Access Analyzer custom
 *     policy checks</a>
 */
public final class AccessCheck {
    static final Glob ANY = Glob.of("*");
    static final Glob ANY_ACTION = Glob.of("?*:?*");

    private final Policy policy;
    private final List<Glob> actions;
    private final List<Glob> resources;
    private final PatternSearch.Budget budget = new PatternSearch.Budget();

    /** What is found out would take too long. */
    public static final class TooComplexException extends Exception {
        private static final long serialVersionUID = 1L;

        TooComplexException(PatternSearch.TooComplex cause) {
            super("the policy is too complex", cause);
        }
    }

    /**
     * A question of a policy.
     *
     * @param actions patterns; none for any action
     * @param resources patterns; none for any resource
     */
    public AccessCheck(Policy policy, List<String> actions, List<String> resources) {
        this.policy = policy;
        this.actions = actions.isEmpty()
                ? List.of(ANY)
                : actions.stream().map(Glob::ofLowerCase).toList();
        this.resources = resources.isEmpty()
                ? List.of(ANY)
                : resources.stream().map(Glob::of).toList();
    }

    /** The statements that grant some of the actions on some of the resources. */
    public List<Statement> granting() throws TooComplexException {
        List<Statement> granting = new ArrayList<>();
        for (Statement statement : policy.statements()) {
            if (statement.effect() == Effect.ALLOW && grants(statement)) {
                granting.add(statement);
            }
        }
        return granting;
    }

    /** Whether an allowing statement of the policy grants some of the actions on some of the resources. */
    public boolean grants(Statement allow) throws TooComplexException {
        List<Statement> denials = policy.statements().stream()
                .filter(statement -> statement.effect() == Effect.DENY && Implication.isInForceWith(statement, allow))
                .toList();
        List<Glob> patterns = new ArrayList<>(actions);
        patterns.add(ANY_ACTION);
        int own = patterns.size();
        patterns.addAll(allow.actions().globs());
        denials.forEach(denial -> patterns.addAll(denial.actions().globs()));
        Map<BitSet, Boolean> known = new HashMap<>();
        try {
            return PatternSearch.finds(patterns, actions.size(), budget, matching -> {
                int first = matching.nextSetBit(0);
                if (first < 0 || first >= actions.size() || !matching.get(own - 1)) {
                    return false;
                }
                if (!isIn(allow.actions(), matching, own)) {
                    return false;
                }
                BitSet met = new BitSet();
                int from = own + allow.actions().globs().size();
                for (int i = 0; i < denials.size(); i++) {
                    met.set(i, isIn(denials.get(i).actions(), matching, from));
                    from += denials.get(i).actions().globs().size();
                }
                return known.computeIfAbsent(
                        met,
                        m -> leaves(allow, met.stream().mapToObj(denials::get).toList()));
            });
        } catch (PatternSearch.TooComplex e) {
            throw new TooComplexException(e);
        }
    }

    /** @param from the number of the first of its patterns */
    static boolean isIn(Statement.ActionClause clause, BitSet matching, int from) {
        int found = matching.nextSetBit(from);
        return (found >= 0 && found < from + clause.globs().size()) != clause.negated();
    }

    /** Whether a statement is for a resource for which none of the denials is. */
    private boolean leaves(Statement allow, List<Statement> denials) {
        List<Glob> patterns = new ArrayList<>(resources);
        List<ResourceArea> areas = new ArrayList<>();
        areas.add(ResourceArea.of(allow, true, patterns));
        denials.forEach(denial -> areas.add(ResourceArea.of(denial, false, patterns)));
        return PatternSearch.finds(patterns, resources.size(), budget, matching -> {
            int first = matching.nextSetBit(0);
            return first >= 0
                    && first < resources.size()
                    && areas.getFirst().has(matching)
                    && areas.stream().skip(1).noneMatch(area -> area.has(matching));
        });
    }
}

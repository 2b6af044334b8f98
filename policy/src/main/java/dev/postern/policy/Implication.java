package dev.postern.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether one statement is in force whenever another is, by their principals and conditions: where that cannot be seen in the texts, it is
 * not.
 */
final class Implication {
    private Implication() {}

    /** Whether a statement is for everybody for whom another is, and its conditions hold whenever those of the other do. */
    static boolean isInForceWith(Statement one, Statement other) {
        return one.conditions().stream().allMatch(condition -> isImplied(condition, other.conditions()))
                && isForAll(one, other);
    }

    private static boolean isImplied(Condition condition, List<Condition> by) {
        return by.stream().anyMatch(other -> implies(other, condition));
    }

    /** The more values one asks for, the more often it holds; the more it wants to miss, the more seldom. */
    private static boolean implies(Condition one, Condition other) {
        boolean alike = one.operator() == other.operator()
                && one.quantifier() == other.quantifier()
                && (other.ifExists() || !one.ifExists())
                && one.key().equals(other.key());
        if (!alike) {
            return false;
        }
        Set<String> values = new HashSet<>(one.values());
        Set<String> wider = new HashSet<>(other.values());
        return one.operator().negated() ? values.containsAll(wider) : wider.containsAll(values);
    }

    private static boolean isForAll(Statement one, Statement other) {
        if (one.principals().isEmpty() || other.principals().isEmpty()) {
            return one.principals().isEmpty();
        }
        Statement.PrincipalClause wide = one.principals().get();
        Statement.PrincipalClause narrow = other.principals().get();
        Set<Principal> named = new HashSet<>(wide.principals());
        if (wide.negated()) {
            return narrow.negated() && named.equals(new HashSet<>(narrow.principals()));
        }
        return named.contains(new Principal.Everyone())
                || (!narrow.negated() && named.containsAll(narrow.principals()));
    }

    /** Whether two statements have the same actions and resources, as they are written. */
    static boolean isOnTheSame(Statement one, Statement other) {
        return one.actions().negated() == other.actions().negated()
                && lowerCase(one).equals(lowerCase(other))
                && haveSameResources(one, other);
    }

    /** Whether two statements have the same resources, as they are written. */
    static boolean haveSameResources(Statement one, Statement other) {
        if (one.resources().isEmpty() || other.resources().isEmpty()) {
            return one.resources().isEmpty() && other.resources().isEmpty();
        }
        Statement.ResourceClause left = one.resources().get();
        Statement.ResourceClause right = other.resources().get();
        return left.negated() == right.negated()
                && new HashSet<>(left.resources()).equals(new HashSet<>(right.resources()));
    }

    private static Set<String> lowerCase(Statement statement) {
        Set<String> actions = new HashSet<>();
        statement.actions().actions().forEach(action -> actions.add(action.toLowerCase(Locale.ROOT)));
        return actions;
    }
}

package dev.postern.policy;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a policy tells apart. Of two actions, resources, callers or contexts for which the answers here are equal, the policy judges all
 * requests alike that differ in nothing else: who looks for what policies allow needs to ask for one of them only.
 */
public final class Distinctions {
    private final List<Statement> statements;

    public Distinctions(Policy policy) {
        this.statements = policy.statements();
    }

    /** Which statements are for an action. */
    public BitSet ofAction(String action) {
        String lower = action.toLowerCase(Locale.ROOT);
        return where(statement -> statement.actions().matches(lower));
    }

    /** Which patterns are for a resource; the ARN itself where that depends on the values of variables, too. */
    public Object ofResource(String arn) {
        BitSet matching = new BitSet();
        int at = 0;
        for (Statement statement : statements) {
            for (Template template : statement
                    .resources()
                    .map(Statement.ResourceClause::templates)
                    .orElse(List.of())) {
                boolean matches = template.widest().matches(arn);
                if (matches && !template.isConstant()) {
                    return arn;
                }
                matching.set(at++, matches);
            }
        }
        return matching;
    }

    /** How closely each statement names a caller. */
    public List<Reach> ofCaller(PrincipalFacts caller) {
        return statements.stream()
                .flatMap(statement -> Stream.of(true, false)
                        .map(gateway -> PrincipalMatcher.reach(statement.principals(), caller, gateway)))
                .toList();
    }

    /**
     * Which conditions hold.
     *
     * @param keys the conditions that are meant, by their keys in lower case
     */
    public BitSet ofContext(ConditionContext context, Predicate<String> keys) {
        BitSet holding = new BitSet();
        int at = 0;
        for (Statement statement : statements) {
            for (Condition condition : statement.conditions()) {
                holding.set(at++, keys.test(condition.key()) && condition.holds(context));
            }
        }
        return holding;
    }

    /** The keys on which it depends, in lower case, whether a request of a caller is covered: by the statements that are for it. */
    public Set<String> keys(PrincipalFacts caller, String action, String arn) {
        Set<String> keys = new TreeSet<>();
        statements.stream()
                .filter(statement -> speaksOf(statement, caller, action, arn))
                .forEach(statement -> {
                    statement.conditions().forEach(condition -> keys.addAll(condition.asked()));
                    statement.resources().stream()
                            .flatMap(clause -> clause.templates().stream())
                            .forEach(template -> keys.addAll(template.variables()));
                });
        return keys;
    }

    /** Whether a condition depends on the value of a key by a variable. */
    public boolean asVariable(String key) {
        return statements.stream()
                .anyMatch(statement -> Stream.concat(
                                statement.conditions().stream()
                                        .filter(condition -> !condition.key().equals(key))
                                        .flatMap(condition -> condition.asked().stream()),
                                statement.resources().stream()
                                        .flatMap(clause -> clause.templates().stream())
                                        .flatMap(template -> template.variables().stream()))
                        .anyMatch(key::equals));
    }

    /** Whether a statement may allow a request: where it is false, none does, whatever the context. */
    public boolean mayAllow(PrincipalFacts caller, String action, String arn) {
        return statements.stream()
                .anyMatch(statement -> statement.effect() == Effect.ALLOW && speaksOf(statement, caller, action, arn));
    }

    /** Whether a statement may allow a caller something. */
    public boolean mayAllow(PrincipalFacts caller) {
        return statements.stream()
                .anyMatch(statement -> statement.effect() == Effect.ALLOW && names(statement, caller));
    }

    /** Whether a statement without conditions denies a request. */
    public boolean surelyDenies(PrincipalFacts caller, String action, String arn) {
        String lower = action.toLowerCase(Locale.ROOT);
        return statements.stream()
                .anyMatch(statement -> statement.effect() == Effect.DENY
                        && statement.conditions().isEmpty()
                        && PrincipalMatcher.reach(statement.principals(), caller, true) != Reach.NONE
                        && statement.actions().matches(lower)
                        && surelyOn(statement.resources(), arn));
    }

    private static boolean surelyOn(Optional<Statement.ResourceClause> clause, String arn) {
        return clause.isEmpty()
                || (clause.get().templates().stream().allMatch(Template::isConstant)
                        && clause.get().templates().stream()
                                        .anyMatch(template -> template.widest().matches(arn))
                                != clause.get().negated());
    }

    /** A Deny with NotPrincipal may be for everybody: who has a boundary is never spared. */
    private static boolean names(Statement statement, PrincipalFacts caller) {
        boolean spares = statement.effect() == Effect.DENY
                && statement
                        .principals()
                        .filter(Statement.PrincipalClause::negated)
                        .isPresent();
        return spares || PrincipalMatcher.reach(statement.principals(), caller, false) != Reach.NONE;
    }

    private static boolean speaksOf(Statement statement, PrincipalFacts caller, String action, String arn) {
        return names(statement, caller)
                && statement.actions().matches(action.toLowerCase(Locale.ROOT))
                && (statement.resources().isEmpty()
                        || statement.resources().get().negated()
                        || statement.resources().get().templates().stream()
                                .anyMatch(template -> template.widest().matches(arn)));
    }

    private BitSet where(Predicate<Statement> is) {
        BitSet places = new BitSet();
        for (int i = 0; i < statements.size(); i++) {
            places.set(i, is.test(statements.get(i)));
        }
        return places;
    }
}

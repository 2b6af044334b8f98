package dev.postern.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A statement that would allow a request, were it not for its conditions.
 *
 * @param unmet those that do not hold; at least one
 */
public record Missed(StatementReference statement, List<Unmet> unmet) {
    public Missed {
        unmet = List.copyOf(unmet);
    }

    /**
     * A condition that does not hold.
     *
     * @param known whether it is known what the request has of its key
     * @param actual the values that the request has of its key
     */
    public record Unmet(Condition condition, boolean known, List<String> actual) {
        /** In words, as {@code aws:SourceVpce is vpce-1, and StringEquals asks for vpce-2}. */
        @Override
        public String toString() {
            String none = known ? "the request has no " : "it is not known here what the request has of ";
            String has = actual.isEmpty()
                    ? none + condition.spelledKey()
                    : condition.spelledKey() + " is " + String.join(", ", actual);
            return has + ", and " + condition.operatorName() + " asks for "
                    + condition.values().stream().collect(Collectors.joining(" or "));
        }
    }

    /**
     * The statements of a policy that miss a request by their conditions alone.
     *
     * @param accountMeansRoot whether an account stands for its root user only, as in a gateway endpoint's policy
     */
    public static List<Missed> in(NamedPolicy named, AuthorizationRequest request, boolean accountMeansRoot) {
        String action = request.action().toLowerCase(Locale.ROOT);
        List<Missed> missed = new ArrayList<>();
        for (Statement statement : named.policy().statements(action)) {
            boolean means = statement.effect() == Effect.ALLOW
                    && PrincipalMatcher.reach(statement.principals(), request.caller(), accountMeansRoot) != Reach.NONE
                    && statement.isOn(request, false);
            List<Unmet> unmet = means
                    ? statement.conditions().stream()
                            .filter(condition -> !condition.holds(request.context(), false))
                            .map(condition -> new Unmet(
                                    condition,
                                    condition.isKnown(request.context()),
                                    request.context().values(condition.key())))
                            .toList()
                    : List.of();
            if (!unmet.isEmpty()) {
                missed.add(new Missed(new StatementReference(named.name(), statement.index(), statement.sid()), unmet));
            }
        }
        return missed;
    }

    @Override
    public String toString() {
        return statement + " would allow it, but "
                + unmet.stream().map(Unmet::toString).collect(Collectors.joining("; and "));
    }
}

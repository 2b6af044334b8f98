package dev.postern.policy;

import java.util.Optional;

/** What one layer says to a request. */
public sealed interface LayerVerdict {
    /**
     * A statement allows it.
     *
     * @param by none for the root user, whom no identity-based policy needs to allow
     * @param reach how closely the statement names the caller
     */
    record Allows(Optional<StatementReference> by, Reach reach) implements LayerVerdict {}

    /**
     * A statement denies it explicitly: the answer is no, whatever others say.
     *
     * @param statement the same, with what it says
     * @param inDoubt whether that depends on what is not known here of the request
     */
    record Denies(StatementReference by, Statement statement, boolean inDoubt) implements LayerVerdict {
        /** In words. */
        @Override
        public String toString() {
            return "denied by " + by + (inDoubt ? ", which may be for this: what it depends on is not known here" : "");
        }
    }

    /** No statement matches: an implicit deny. */
    record Silent() implements LayerVerdict {}

    /** There is no policy of this kind, and none is needed. */
    record Absent() implements LayerVerdict {}

    default boolean allows() {
        return this instanceof Allows;
    }

    /** Whether a policy that only limits lets the request through: it allows it, or there is none. */
    default boolean lets() {
        return this instanceof Allows || this instanceof Absent;
    }

    /** One line for people. */
    default String describe() {
        return switch (this) {
            case Allows(Optional<StatementReference> by, Reach _) ->
                by.map(statement -> "allowed by " + statement).orElse("allowed: the account's root user");
            case Denies denies -> denies.toString();
            case Silent() -> "not allowed: no statement matches";
            case Absent() -> "no such policy applies";
        };
    }
}

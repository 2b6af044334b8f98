package dev.postern.policy;

import java.util.Optional;

/**
 * The statement that decided.
 *
 * @param policy the policy's name
 * @param index the statement's place in the policy, from 0
 */
public record StatementReference(String policy, int index, Optional<String> sid) {
    @Override
    public String toString() {
        return policy + " statement " + (index + 1)
                + sid.map(s -> " (" + s + ")").orElse("");
    }
}

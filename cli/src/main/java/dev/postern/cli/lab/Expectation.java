package dev.postern.cli.lab;

import java.util.Optional;
import java.util.regex.Pattern;

/** What AWS would do. */
sealed interface Expectation {
    /** Empty when the outcome is as expected, else what is wrong. */
    Optional<String> mismatch(Outcome outcome);

    static Expectation succeeds() {
        return new Succeeds("");
    }

    static Expectation prints(String regex) {
        return new Succeeds(regex);
    }

    static Expectation fails(String regex) {
        return new Fails(regex);
    }

    /** This, or something else that is as right, where it is up to the machine which of them is seen. */
    default Expectation or(Expectation other) {
        return new Either(this, other);
    }

    /** One of two. */
    record Either(Expectation usual, Expectation rare) implements Expectation {
        @Override
        public Optional<String> mismatch(Outcome outcome) {
            return rare.mismatch(outcome).isEmpty() ? Optional.empty() : usual.mismatch(outcome);
        }
    }

    /** Exit code 0, and the output has a match. */
    record Succeeds(String regex) implements Expectation {
        @Override
        public Optional<String> mismatch(Outcome outcome) {
            if (outcome.exitCode() != 0) {
                return Optional.of("it should succeed, but the exit code is " + outcome.exitCode());
            }
            return lacks(outcome, regex);
        }
    }

    /** Another exit code, and the output has a match. */
    record Fails(String regex) implements Expectation {
        @Override
        public Optional<String> mismatch(Outcome outcome) {
            if (outcome.exitCode() == 0) {
                return Optional.of("it should fail with " + regex + ", but it succeeded");
            }
            return lacks(outcome, regex);
        }
    }

    private static Optional<String> lacks(Outcome outcome, String regex) {
        return Pattern.compile(regex, Pattern.DOTALL | Pattern.MULTILINE)
                        .matcher(outcome.output())
                        .find()
                ? Optional.empty()
                : Optional.of("the output should match " + regex);
    }
}

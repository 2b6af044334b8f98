package dev.postern.explain;

import java.util.List;

/**
 * One thing on the way of a packet or request that had a say, or could have had one.
 *
 * @param stage what kind of thing decides here, as {@code route table}
 * @param at which one, as {@code rtb-0123456789abcdef0}; may be empty
 * @param text what it says, in one sentence
 * @param details what this rests on, as the text of a statement; one entry a line
 * @param fixes what would let pass what stops here: each is enough for this step
 */
public record Step(
        Part part, String stage, String at, Ruling ruling, String text, List<String> details, List<Fix> fixes) {
    public Step {
        details = List.copyOf(details);
        fixes = List.copyOf(fixes);
    }

    /** Where on the way. */
    public enum Part {
        NAMES("names"),
        THERE("there"),
        BACK("back"),
        REQUEST("request");

        private final String title;

        Part(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** What a step says. */
    public enum Ruling {
        PASSED("ok"),
        TRANSLATED("->"),
        /** Worth knowing, and decides nothing. */
        NOTED("--"),
        STOPPED("STOP"),
        /** Not the first that stops it, but it would stop it, too. */
        WOULD_STOP("stop");

        private final String sign;

        Ruling(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    /** A step that lets pass. */
    public static Step passed(Part part, String stage, String at, String text) {
        return new Step(part, stage, at, Ruling.PASSED, text, List.of(), List.of());
    }

    /** Something to know that decides nothing. */
    public static Step noted(Part part, String stage, String at, String text) {
        return new Step(part, stage, at, Ruling.NOTED, text, List.of(), List.of());
    }

    /** A step that stops. */
    public static Step stopped(Part part, String stage, String at, String text, List<Fix> fixes) {
        return new Step(part, stage, at, Ruling.STOPPED, text, List.of(), fixes);
    }

    /** The same step with what it rests on. */
    public Step with(List<String> more) {
        return new Step(part, stage, at, ruling, text, more, fixes);
    }
}

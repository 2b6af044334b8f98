package dev.postern.explain;

import java.util.Optional;

/**
 * What happened to a packet or request that was really sent, to be put beside what was foretold.
 *
 * @param sent what was sent, in words; where nothing was, why not
 * @param came what came of it; empty where nothing was sent
 * @param keptBy the appliance that kept it, or its answer: which no rule foretells
 */
public record Probe(Seen seen, String sent, String came, Optional<String> keptBy) {
    /** What it shows. */
    public enum Seen {
        ALLOWED("allowed"),
        DENIED("denied"),
        /** It was sent, and what came proves neither. */
        UNCLEAR("unclear"),
        NOT_SENT("not sent");

        private final String wireName;

        Seen(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** What no appliance kept. */
    public Probe(Seen seen, String sent, String came) {
        this(seen, sent, came, Optional.empty());
    }

    /** Nothing was sent. */
    public static Probe notSent(String because) {
        return new Probe(Seen.NOT_SENT, because, "");
    }

    /** With more of what came. */
    public Probe with(String more) {
        return new Probe(seen, sent, came + ", " + more, keptBy);
    }

    /**
     * It did not arrive, as an appliance kept it.
     *
     * @param what what the appliance did, in words
     */
    public Probe kept(String appliance, String what) {
        return new Probe(Seen.DENIED, sent, came + "; " + what, Optional.of(appliance));
    }

    /** Whether it is as foretold, but for what appliances keep; empty where it proves nothing. */
    public Optional<Boolean> agrees(Explanation foretold) {
        return switch (seen) {
            case ALLOWED -> Optional.of(foretold.allowed());
            case DENIED ->
                keptBy.isPresent()
                        ? Optional.of(true).filter(_ -> foretold.allowed())
                        : Optional.of(!foretold.allowed());
            case UNCLEAR, NOT_SENT -> Optional.empty();
        };
    }
}

package dev.postern.network.trace;

/**
 * One decision on a packet's way.
 *
 * @param stage what kind of decision
 * @param at who decided
 * @param ruling the decision, and the rule behind it
 */
public record Hop(Stage stage, Component at, Ruling ruling) {
    /** Whether the packet went on. */
    public boolean passed() {
        return !(ruling instanceof Ruling.Stopped);
    }

    @Override
    public String toString() {
        return (passed() ? "ok   " : "DROP ") + stage.label() + " " + at.name() + ": "
                + ruling.rule().text();
    }
}

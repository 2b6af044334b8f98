package dev.postern.network.trace;

import dev.postern.network.Packet;

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

    /** A packet after it was passed here, perhaps translated. */
    Packet after(Packet before) {
        return ruling instanceof Ruling.Translated(var _, var _, Packet after) ? after : before;
    }

    /** What the packet was translated to. */
    Packet translated() {
        if (ruling instanceof Ruling.Translated(var _, var _, Packet after)) {
            return after;
        }
        throw new IllegalStateException(this + " translates nothing");
    }
}

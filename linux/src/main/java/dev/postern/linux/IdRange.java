package dev.postern.linux;

/**
 * The ids of the host that the users and groups of an instance have: its user 0 is the first, and so on. Who is nobody on
 * the host owns nothing there, whatever that instance's root may do.
 *
 * @param first the host's id of user 0; 0 where ids cannot be mapped, so that they are the host's own
 */
public record IdRange(long first) {
    /** How many ids a range has: as many as a distribution expects. */
    public static final int SIZE = 65_536;

    /** Where ids cannot be mapped: a user namespace of its own, but the host's ids. */
    public static final IdRange HOSTS_OWN = new IdRange(0);

    public IdRange {
        if (first < 0 || first % SIZE != 0 || first > 0xfffe_0000L) {
            throw new IllegalArgumentException("not the beginning of a range of ids: " + first);
        }
    }

    /** Whether they are other ids than the host's. */
    public boolean isMapped() {
        return first != 0;
    }

    /** As {@code user_namespaces(7)} wants it in {@code uid_map}. */
    String map() {
        return "0 " + first + " " + SIZE;
    }
}

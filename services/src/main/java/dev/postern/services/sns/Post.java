package dev.postern.services.sns;

/** Who brings what is sent to its addresses. */
@FunctionalInterface
public interface Post {
    /** Takes mail, and returns at once. It may not arrive, as on AWS: its addressee is asked a few times only. */
    void send(Mail mail);

    /**
     * The same.
     *
     * @param ended run once it was taken or given up, and not where the process ends before
     */
    default void send(Mail mail, Runnable ended) {
        send(mail);
        ended.run();
    }
}

package dev.postern.services.sns;

import java.util.List;

/** Who brings what is sent to its addresses: to each a few times only, as on AWS, until it is taken. */
@FunctionalInterface
public interface Post {
    /**
     * Takes mail, and returns when it is kept: it is brought also where the process ends meanwhile, and then more than once perhaps.
     *
     * @throws dev.postern.storage.StorageException if it cannot be kept: none of it is brought
     */
    void send(List<Mail> mail);

    /**
     * Takes what its sender keeps until it has ended, and returns at once.
     *
     * @param ended run once it was taken or given up, and not where the process ends before
     */
    default void send(Mail mail, Runnable ended) {
        send(List.of(mail));
        ended.run();
    }
}

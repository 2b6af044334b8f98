package dev.postern.server.why;

import dev.postern.model.Snapshot;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Answers why: follows a packet or request through the newest state, without sending it, and asks everybody on its way as they
 * would be asked by a real one.
 */
public final class Why {
    private static final Pattern ACTION = Pattern.compile("[a-z0-9-]+:[A-Za-z][A-Za-z0-9]*");
    private static final String HOST = "host";

    private final Supplier<Snapshot> newest;
    private final Packets packets;
    private final Requests requests;

    public Why(Supplier<Snapshot> newest, Packets packets, Requests requests) {
        this.newest = newest;
        this.packets = packets;
        this.requests = requests;
    }

    /**
     * The answer.
     *
     * @throws CannotAnswer when the question names what is not there
     */
    public Answer answer(Asked asked) {
        Snapshot snapshot = newest.get();
        boolean request = ACTION.matcher(asked.what()).matches();
        if (asked.from().equals(HOST)) {
            if (!request) {
                throw new CannotAnswer("from the host requests are made, as s3:ListBucket s3://BUCKET;"
                        + " packets begin at an instance, or at the internet: ./postern why internet INSTANCE:22");
            }
            return requests.fromHost(snapshot, asked);
        }
        if (asked.from().equals(Packets.INTERNET) && request) {
            throw new CannotAnswer(
                    "from the internet packets come, as INSTANCE:22; requests are made by an instance or by"
                            + " the host");
        }
        return request
                ? requests.fromInstance(snapshot, packets.intent(snapshot), Asker.find(snapshot, asked.from()), asked)
                : packets.answer(snapshot, asked);
    }
}

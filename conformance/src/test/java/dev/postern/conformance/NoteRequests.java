package dev.postern.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Unsigned requests of an instance for the note of {@link SmallNetwork}. */
record NoteRequests(TestingCloud cloud, Path directory, String instance, String url) {
    /** By a name that has IPv4 addresses alone. */
    static final String URL = "http://small-network.s3.us-east-1.amazonaws.com/note";

    /** By one that has addresses of both families. */
    static final String DUALSTACK_URL = "http://small-network.s3.dualstack.us-east-1.amazonaws.com/note";

    /** How long somebody may take who answers, and for how long nobody is waited for. */
    private static final int ANSWER_SECONDS = 30;

    private static final int SILENCE_SECONDS = 2;

    /**
     * The status of one that is answered.
     *
     * @param options more for curl
     */
    String status(String... options) {
        return send(ANSWER_SECONDS, options);
    }

    /** Whether one is answered. */
    boolean areAnswered(String... options) {
        return !send(SILENCE_SECONDS, options).equals("000");
    }

    private String send(int seconds, String... options) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}"));
        command.addAll(List.of("--connect-timeout", Integer.toString(seconds), url));
        command.addAll(List.of(options));
        return cloud.exec(instance, directory, command.toArray(String[]::new)).output();
    }
}

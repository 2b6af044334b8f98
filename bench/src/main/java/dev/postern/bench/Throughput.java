package dev.postern.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Runs iperf3 and reads what arrived. */
final class Throughput {
    /** Where it listens. */
    static final int PORT = 5201;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Throughput() {}

    /**
     * Mbit/s of one TCP connection.
     *
     * @param server words that lead into the namespace where it ends
     * @param client words that lead into the one where it begins
     * @param address of the server, as the client knows it
     */
    static double megabits(List<String> server, List<String> client, String address, int seconds) throws Exception {
        return megabits(server, client, address, seconds, 0);
    }

    /**
     * The same in smaller pieces.
     *
     * @param segment the most bytes in one; 0 for what the way allows
     */
    static double megabits(List<String> server, List<String> client, String address, int seconds, int segment)
            throws Exception {
        List<String> listen = new ArrayList<>(server);
        listen.addAll(List.of("iperf3", "-s", "-1", "-p", Integer.toString(PORT)));
        Process listening = Shell.start(listen);
        try {
            List<String> send = new ArrayList<>(client);
            send.addAll(List.of("iperf3", "-c", address, "-p", Integer.toString(PORT), "--connect-timeout", "1000"));
            send.addAll(List.of("-t", Integer.toString(seconds), "-J"));
            if (segment > 0) {
                send.addAll(List.of("-M", Integer.toString(segment)));
            }
            return measured(send);
        } finally {
            listening.destroy();
            listening.waitFor();
        }
    }

    /** The listener needs a moment; with -J, iperf3 says that it was refused, and ends as if nothing were wrong. */
    private static double measured(List<String> send) throws Exception {
        String output = "";
        for (int tries = 0; tries < 100; tries++) {
            output = Shell.run(send);
            double bits = JSON.readTree(output)
                    .path("end")
                    .path("sum_received")
                    .path("bits_per_second")
                    .asDouble();
            if (bits > 0) {
                return bits / 1e6;
            }
        }
        throw new IllegalStateException("iperf3 measured nothing:\n" + output);
    }
}

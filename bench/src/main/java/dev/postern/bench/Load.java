package dev.postern.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs wrk and reads its figures. */
final class Load {
    private static final Pattern REQUESTS = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern ERRORS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    private Load() {}

    /**
     * Requests per second.
     *
     * @param where words that lead into a namespace, or none
     */
    static double wrk(List<String> where, int connections, int seconds, String host, String url) {
        return wrk(where, 1, connections, seconds, host, url);
    }

    /**
     * The same by several threads.
     *
     * @param threads what the kernel does with the packets of a connection it does on the thread that sends them, mostly
     */
    static double wrk(List<String> where, int threads, int connections, int seconds, String host, String url) {
        List<String> words = new ArrayList<>(where);
        words.addAll(
                List.of("wrk", "-t" + threads, "-c" + connections, "-d" + seconds + "s", "-H", "Host: " + host, url));
        return measure(words);
    }

    /** The same with the requests of a script of wrk's. */
    static double script(Path script, int connections, int seconds, URI endpoint) {
        return measure(List.of(
                "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "-s", script.toString(), endpoint.toString()));
    }

    private static double measure(List<String> words) {
        String output = Shell.run(words);
        Matcher errors = ERRORS.matcher(output);
        Matcher requests = REQUESTS.matcher(output);
        if (errors.find() || !requests.find()) {
            throw new IllegalStateException("wrk measured errors:\n" + output);
        }
        return Double.parseDouble(requests.group(1));
    }
}

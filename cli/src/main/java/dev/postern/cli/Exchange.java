package dev.postern.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP/1.0 request to this machine and its answer. The JDK's clients take longer to begin than the cloud takes to answer.
 *
 * @param headers of the answer, names in lower case
 */
record Exchange(int status, Map<String, String> headers, String body) {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final String END_OF_HEAD = "\r\n\r\n";

    Exchange {
        headers = Map.copyOf(headers);
    }

    static Exchange get(int port, String path, int timeoutMs) throws IOException {
        return send(port, "GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1:" + port + END_OF_HEAD, timeoutMs);
    }

    /** Posts a form. */
    static Exchange post(int port, String path, String token, Map<String, String> fields, int timeoutMs)
            throws IOException {
        StringBuilder form = new StringBuilder();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            form.append(form.isEmpty() ? "" : "&")
                    .append(encoded(field.getKey()))
                    .append('=');
            form.append(encoded(field.getValue()));
        }
        String head = "POST " + path + " HTTP/1.0\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Postern-Token: " + token
                + "\r\nContent-Length: " + form.length() + END_OF_HEAD;
        return send(port, head + form, timeoutMs);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Exchange send(int port, String request, int timeoutMs) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(timeoutMs);
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), timeoutMs);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            return read(socket.getInputStream().readAllBytes());
        }
    }

    /** The server closes behind its answer; one that was cut is shorter than it says. */
    private static Exchange read(byte[] answer) throws IOException {
        String latin = new String(answer, StandardCharsets.ISO_8859_1);
        int end = latin.indexOf(END_OF_HEAD);
        if (!latin.startsWith("HTTP/1.") || end < 12) {
            throw new ProtocolException("no HTTP answer");
        }
        Map<String, String> headers = new HashMap<>();
        for (int from = latin.indexOf('\n') + 1; from < end; from = latin.indexOf('\n', from) + 1) {
            String line = latin.substring(from, latin.indexOf('\r', from));
            int colon = Math.max(0, line.indexOf(':'));
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(Math.min(colon + 1, line.length())).strip());
        }
        int begin = end + END_OF_HEAD.length();
        if (!headers.getOrDefault("content-length", "0").equals(Integer.toString(answer.length - begin))) {
            throw new ProtocolException("the answer was cut");
        }
        return new Exchange(
                Integer.parseInt(latin.substring(9, 12)),
                headers,
                new String(answer, begin, answer.length - begin, StandardCharsets.UTF_8));
    }
}

package dev.postern.server.gateway;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * Who sends a request, as far as a browser tells: a page can neither forge these headers nor leave them out.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
sealed interface Sender {
    /** No browser: the AWS CLI, an SDK, curl. */
    record Program() implements Sender {}

    /** A person who opens a link, or types it: the answer becomes a document of its own, which no page can read. */
    record Person() implements Sender {}

    /** A page that came from the same origin. */
    record OwnPage() implements Sender {}

    /**
     * Any other page.
     *
     * @param origin as the browser names it; {@code null} (the word) if it does not
     */
    record ForeignPage(String origin) implements Sender {}

    /** Judges by the headers alone. */
    static Sender of(HttpRequest request, boolean secure) {
        Headers headers = request.headers();
        Optional<String> origin = headers.first("origin");
        Optional<String> site = headers.first("sec-fetch-site");
        if (headers.isRepeated("origin") || headers.isRepeated("sec-fetch-site")) {
            return new ForeignPage("null");
        }
        if (origin.isPresent() && !isOwn(origin.get(), headers.first("host").orElse(""), secure)) {
            return new ForeignPage(origin.get());
        }
        if (site.isEmpty()) {
            boolean program = origin.isEmpty() && !isBrowser(headers);
            return program ? new Program() : origin.isPresent() ? new OwnPage() : new Person();
        }
        if (site.get().equals("same-origin")) {
            return new OwnPage();
        }
        // What a form posts is a navigation, too, but has an origin, and a program's GET has none of these headers.
        boolean opened = origin.isEmpty()
                && headers.first("sec-fetch-mode").equals(Optional.of("navigate"))
                && headers.first("sec-fetch-dest").equals(Optional.of("document"));
        return opened || (site.get().equals("none") && origin.isEmpty())
                ? new Person()
                : new ForeignPage(origin.orElse("null"));
    }

    /** One that does not say where its requests come from: an old one, or one that was asked for a host without TLS. */
    private static boolean isBrowser(Headers headers) {
        return headers.first("user-agent").orElse("").startsWith("Mozilla/");
    }

    private static boolean isOwn(String origin, String host, boolean secure) {
        String scheme = secure ? "https://" : "http://";
        String usualPort = secure ? ":443" : ":80";
        String own = host.toLowerCase(Locale.ROOT);
        own = own.endsWith(usualPort) ? own.substring(0, own.length() - usualPort.length()) : own;
        return origin.toLowerCase(Locale.ROOT).equals(scheme + own);
    }
}

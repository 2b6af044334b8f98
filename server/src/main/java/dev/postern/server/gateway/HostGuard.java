package dev.postern.server.gateway;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.S3Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Keeps web pages off the port on this machine. Its root keys are well known, and a page that anybody made, in a browser on
 * this machine, can send it requests: so the port looks at whom they name, and from where they come.
 */
final class HostGuard {
    private static final Cidr LOOPBACK = Cidr.of("127.0.0.0/8");
    private static final Ip LOOPBACK_V6 = Ip.of("::1");
    private static final String COPY_SOURCE = "x-amz-copy-source";

    private final Set<String> names;
    private final CrossOrigin crossOrigin;

    /** What a request is for. */
    enum Aim {
        OBJECTS,
        STATUS,
        ANYTHING_ELSE
    }

    /**
     * A guard.
     *
     * @param names under which the port answers besides those that it always has
     */
    HostGuard(Set<String> names, CrossOrigin crossOrigin) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.crossOrigin = crossOrigin;
    }

    /**
     * The answer to a request that must not be served.
     *
     * @param address the one that the request's host is, if it is not a name
     * @param aim asked for only where a browser sends
     */
    Optional<HttpResponse> refusal(HttpRequest request, Optional<Ip> address, Sender sender, Supplier<Aim> aim) {
        if (!(address.isPresent() ? isOurs(address.get()) : isOurs(request.host()))) {
            return refuse(
                    "This cloud has not the name that the request has for it (./postern up --host NAME gives it one).");
        }
        boolean admitted = switch (sender) {
            case Sender.Program _ -> true;
            case Sender.Person _ -> isReading(request) && aim.get() != Aim.ANYTHING_ELSE;
            // What is in a bucket may be anybody's: its pages must not reach further than on AWS.
            case Sender.OwnPage _ ->
                !isOfBucket(request) || (aim.get() == Aim.OBJECTS && !copiesFromAnotherBucket(request));
            case Sender.ForeignPage(String origin) ->
                aim.get() == Aim.OBJECTS && !copiesFromAnotherBucket(request) && crossOrigin.admits(request, origin);
        };
        return admitted ? Optional.empty() : refuse("Web pages of other origins have no access to this cloud.");
    }

    /**
     * Whether the answer must not run as a page of the port's own origin, where all buckets are: in path style any object
     * would be one.
     */
    static boolean needsSandbox(HttpRequest request, Sender sender) {
        boolean document = request.headers()
                .first("sec-fetch-dest")
                .map(dest ->
                        Set.of("document", "iframe", "frame", "embed", "object").contains(dest))
                .orElse(sender instanceof Sender.Person);
        return document && !isOfBucket(request);
    }

    private static boolean isReading(HttpRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    /** A copy reads the bucket that its source names, of which nobody let the page in. A presigned URL can name it, too. */
    private static boolean copiesFromAnotherBucket(HttpRequest request) {
        List<String> sources = new ArrayList<>(request.headers().all(COPY_SOURCE));
        try {
            request.queryString().parameters().asMap().forEach((name, value) -> {
                if (name.equalsIgnoreCase(COPY_SOURCE)) {
                    sources.add(value);
                }
            });
        } catch (InvalidValueException e) {
            return true; // nobody reads so many parameters
        }
        Optional<String> asked = S3Address.parse(request.host(), request.path()).bucket();
        return sources.stream()
                .map(source -> Parameters.percentDecode(source, true))
                .anyMatch(path -> !S3Address.parse("", path).bucket().equals(asked));
    }

    private static boolean isOfBucket(HttpRequest request) {
        return S3Address.parse(request.host(), "/").bucket().isPresent();
    }

    /** Names that nobody but us, Amazon and the owner of the machine can lead to this machine (DNS rebinding). */
    private boolean isOurs(String named) {
        String host = named.endsWith(".") ? named.substring(0, named.length() - 1) : named;
        if (host.isEmpty() || names.contains(host)) {
            return true; // an old program that names no host; no browser does not
        }
        return host.equals("localhost") || host.endsWith(".localhost") || host.endsWith(".amazonaws.com");
    }

    private static boolean isOurs(Ip address) {
        return LOOPBACK.contains(address) || address.equals(LOOPBACK_V6) || AddressPlan.isPublic(address);
    }

    /** The address that a host is, if it is not a name. */
    static Optional<Ip> address(String host) {
        return Ip.find(host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
    }

    private static Optional<HttpResponse> refuse(String text) {
        return Optional.of(HttpResponse.of(
                403, Headers.of("content-type", "text/plain", "x-content-type-options", "nosniff"), text + "\n"));
    }
}

package dev.postern.server.attached;

import dev.postern.model.Problem;
import dev.postern.model.attached.AttachedService;
import dev.postern.server.health.Health;
import dev.postern.server.outside.Shares;
import dev.postern.services.attached.AttachedError;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks attached servers, by sockets of the host. An answer is whole before it is given on, as its length and its names must be known; it
 * may take a minute, since who waits for messages may wait for 20 seconds, and have 16 MiB. Who is asked is only ever the server that a
 * person has named: no redirection is followed, and no proxy taken.
 */
public final class Upstreams implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
    private static final int ANSWER_BYTES_MAX = 16 << 20;
    private static final int AT_ONCE_MAX = 256;
    private static final int PROBE_MS = 500;
    private static final String SOURCE = "attached services";

    private final Health health;
    private final Duration answerMax;
    private final Shares<String> room = new Shares<>(AT_ONCE_MAX);
    private final TreeMap<String, Failure> failures = new TreeMap<>();
    private @Nullable HttpClient client;

    /**
     * A server that failed.
     *
     * @param heals whether it is well again as soon as it can be reached; else its next good answer shows that
     */
    private record Failure(Problem problem, boolean heals) {}

    /** What a server answers that is none of AWS's kind. */
    private static final class StrangeAnswerException extends IOException {
        private static final long serialVersionUID = 1;

        StrangeAnswerException(int status) {
            super("it answers " + status + ", which no server of AWS's kind does");
        }
    }

    public Upstreams(Health health) {
        this(health, ANSWER_MAX);
    }

    /**
     * Servers that are waited for as long.
     *
     * @param answerMax how long an answer may take, in all
     */
    public Upstreams(Health health, Duration answerMax) {
        this.health = health;
        this.answerMax = answerMax;
    }

    /** Made when it is first needed: most clouds have no server attached. */
    private synchronized HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(CONNECT_MAX)
                    .build();
            client = known;
        }
        return known;
    }

    /**
     * Asks a server.
     *
     * @param who asks: nobody takes the places of all
     * @throws ApiException if it does not answer as it should
     */
    public HttpResponse ask(AttachedService attached, HttpRequest request, String who) {
        Shares.Place place = room.take(who)
                .orElseThrow(() -> new ApiException(
                        AttachedError.SERVICE_UNAVAILABLE, "Too many requests wait for servers that are attached."));
        try {
            HttpResponse answer = send(attached, request);
            over(attached);
            return answer;
        } catch (TimeoutException e) {
            String how = "does not answer within " + answerMax.toSeconds() + " seconds";
            throw failed(attached, AttachedError.TIMEOUT, how, false);
        } catch (IOException e) {
            boolean heals = !(e instanceof StrangeAnswerException);
            throw failed(attached, AttachedError.SERVICE_UNAVAILABLE, "cannot be asked: " + reason(e), heals);
        } finally {
            place.leave();
        }
    }

    private HttpResponse send(AttachedService attached, HttpRequest request) throws IOException, TimeoutException {
        byte[] body;
        try (InputStream in = request.body().open()) {
            body = in.readAllBytes();
        }
        var asked = java.net.http.HttpRequest.newBuilder(URI.create(attached.upstream() + request.path()))
                .method(request.method(), BodyPublishers.ofByteArray(body));
        request.headers().forEach((name, value) -> {
            if (!name.equals("host")) { // it follows from the URL
                asked.header(name, value);
            }
        });
        var sent =
                client().sendAsync(asked.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        return answer(await(sent));
    }

    private java.net.http.HttpResponse<byte[]> await(CompletableFuture<java.net.http.HttpResponse<byte[]>> sent)
            throws IOException, TimeoutException {
        try {
            return sent.get(answerMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw e;
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    private static HttpResponse answer(java.net.http.HttpResponse<byte[]> theirs) throws IOException {
        if (theirs.statusCode() < 200 || theirs.statusCode() / 100 == 3) {
            throw new StrangeAnswerException(theirs.statusCode());
        }
        Headers.Builder headers = Headers.builder();
        theirs.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return new HttpResponse(theirs.statusCode(), headers.build(), new HttpResponse.Bytes(theirs.body()));
    }

    /** What the server answered makes no sense. */
    ApiException garbled(AttachedService attached) {
        return failed(attached, AttachedError.SERVICE_UNAVAILABLE, "answers what cannot be read", false);
    }

    private ApiException failed(AttachedService attached, AttachedError error, String how, boolean heals) {
        Problem problem = new Problem(
                Problem.Code.ATTACHED_SERVICE_FAILS,
                Problem.Severity.ERROR,
                attached.name(),
                "the server at " + attached.upstream() + " " + how);
        synchronized (this) {
            failures.put(attached.name(), new Failure(problem, heals));
            report();
        }
        // Whoever asks need not learn where on this machine the server is.
        return new ApiException(
                error, "The server that is attached for " + attached.name() + " does not answer as it should.");
    }

    private synchronized void over(AttachedService attached) {
        if (failures.remove(attached.name()) != null) {
            report();
        }
    }

    private void report() {
        health.report(SOURCE, failures.values().stream().map(Failure::problem).toList());
    }

    /** Looks whether servers that failed can be reached again, and forgets those that are attached no more. */
    public void tend(List<AttachedService> attached) {
        TreeMap<String, Failure> known;
        synchronized (this) {
            known = new TreeMap<>(failures);
        }
        known.forEach((name, failure) -> {
            Optional<AttachedService> there =
                    attached.stream().filter(one -> one.name().equals(name)).findFirst();
            if (there.isEmpty() || (failure.heals() && listens(there.get()))) {
                synchronized (this) {
                    failures.remove(name);
                    report();
                }
            }
        });
    }

    private static boolean listens(AttachedService attached) {
        URI url = URI.create(attached.upstream());
        int usual = url.getScheme().equals("https") ? 443 : 80;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort() < 0 ? usual : url.getPort()), PROBE_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}

package dev.postern.server.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.explain.Explanation;
import dev.postern.explain.JsonRendering;
import dev.postern.explain.LineRendering;
import dev.postern.explain.TextRendering;
import dev.postern.model.Indexes;
import dev.postern.model.Problem;
import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.request.Ids;
import dev.postern.server.export.PerimeterExport;
import dev.postern.server.flowlogs.RecentFlows;
import dev.postern.server.health.Health;
import dev.postern.server.verify.Perimeter;
import dev.postern.server.verify.PerimeterMistake;
import dev.postern.server.why.Asked;
import dev.postern.server.why.CannotAnswer;
import dev.postern.server.why.Prober;
import dev.postern.server.why.Refusals;
import dev.postern.server.why.Seen;
import dev.postern.server.why.Why;
import dev.postern.storage.objects.ContentsCheck;
import dev.postern.storage.objects.ObjectCheck;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The control endpoint. Anyone on the machine may read the status; what changes something, or tells a secret, asks for
 * the token that only the owner of the data directory can read (a web page that the owner visits cannot).
 */
public final class ControlEndpoint {
    public static final String PREFIX = "/_postern/";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Headers JSON_TYPE = Headers.of("Content-Type", "application/json");
    private static final int BODY_BYTES_MAX = 64 << 20;

    /** How long who follows the log waits for a line; then they ask again. */
    private static final Duration LOG_WAIT = Duration.ofSeconds(10);

    private final Controls controls;
    private final StatusReport report;
    private final Supplier<Snapshot> newest;
    private final Health health;
    private final Why why;
    private final Prober prober;
    private final boolean paper;
    private final Refusals refusals;
    private final RecentFlows flows;
    private final Perimeter perimeter;
    private final String token;

    public ControlEndpoint(
            Controls controls,
            StatusReport report,
            Supplier<Snapshot> newest,
            Health health,
            Why why,
            Perimeter perimeter,
            Prober prober,
            boolean paper,
            Refusals refusals,
            RecentFlows flows,
            String token) {
        this.refusals = refusals;
        this.flows = flows;
        this.why = why;
        this.perimeter = perimeter;
        this.prober = prober;
        this.paper = paper;
        this.controls = controls;
        this.report = report;
        this.newest = newest;
        this.health = health;
        this.token = token;
    }

    /** What who controls this process must know; new for each start. */
    public static String newSecret(Path run, Ids ids) throws IOException {
        String token = ids.hex(32);
        Path file = run.resolve("token");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, token);
        return token;
    }

    public HttpResponse handle(HttpRequest request) {
        String what = request.path().substring(PREFIX.length());
        if (request.method().equals("GET") && what.equals("status")) {
            return json(report.of(newest.get(), health));
        }
        if (!request.method().equals("POST")) {
            return refuse(405, "POST it");
        }
        if (!holdsToken(request)) {
            return refuse(403, "the token in the data directory is needed");
        }
        try {
            return post(what, form(request));
        } catch (CannotAnswer e) {
            return refuse(422, e.getMessage());
        } catch (PerimeterMistake e) {
            return refuse(422, e.place() + ": " + e.getMessage());
        } catch (IllegalArgumentException | InvalidValueException e) {
            return refuse(400, e.getMessage());
        } catch (IOException e) {
            return refuse(400, e.getMessage());
        }
    }

    private HttpResponse post(String what, Parameters form) throws IOException {
        return switch (what) {
            case "credentials" -> json(keys(controls.rootKeys()));
            case "accounts" -> json(keys(controls.createAccount(form.find("account"), form.find("credentials"))));
            case "images" -> json(JSON.createObjectNode().put("imageId", importImage(form)));
            case "attach" ->
                json(StatusReport.describe(controls.attach(
                        need(form, "name"), need(form, "upstream"), form.find("key"), form.find("account"))));
            case "detach" -> json(StatusReport.describe(controls.detach(need(form, "name"))));
            case "ssh-key" -> {
                controls.pushKey(need(form, "instance"), need(form, "user"), need(form, "publicKey"));
                yield json(JSON.createObjectNode());
            }
            case "objects-check" -> json(findings(controls.checkObjects()));
            case "contents-check" -> json(findings(controls.checkContents()));
            case "why" -> why(form);
            case "last" -> last(form);
            case "verify" -> verify(need(form, "file"));
            case "export" -> json(export(form));
            case "log" -> json(log(form));
            case "flows" -> json(flows(form));
            case "reset" -> {
                controls.reset();
                yield json(JSON.createObjectNode());
            }
            case "down" -> {
                controls.shutDown();
                yield json(JSON.createObjectNode());
            }
            default -> refuse(404, "there is no control " + what);
        };
    }

    private String importImage(Parameters form) throws IOException {
        String region = need(form, "region");
        return controls.importImage(
                Path.of(need(form, "path")),
                need(form, "name"),
                Region.find(region).orElseThrow(() -> new IllegalArgumentException("there is no Region " + region)));
    }

    /** Question by question: all that is told of thousands would not be in memory at once. */
    private HttpResponse verify(String file) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator report = JSON.createGenerator(text)) {
            report.writeStartObject();
            report.writeBooleanField("paper", paper);
            report.writeArrayFieldStart("questions");
            perimeter.foretell(file, question -> {
                try {
                    report.writeTree(question);
                } catch (IOException e) {
                    throw new UncheckedIOException("memory can be written to", e);
                }
            });
            report.writeEndArray();
            report.writeEndObject();
        }
        return new HttpResponse(200, JSON_TYPE, new HttpResponse.Bytes(text.toByteArray()));
    }

    private ObjectNode export(Parameters form) {
        List<Perimeter.Pair> earlier = form.find("like").map(Perimeter::pairs).orElse(List.of());
        return JSON.createObjectNode().put("file", PerimeterExport.of(newest.get(), earlier, perimeter::judge));
    }

    private HttpResponse why(Parameters form) {
        Asked asked = new Asked(
                need(form, "from"),
                need(form, "what"),
                form.find("resource"),
                form.find("as"),
                form.find("region"),
                form.find("bucketOwner"),
                form.find("hostKey"));
        boolean probed = form.find("probe").filter("true"::equals).isPresent();
        if (probed && paper) {
            throw new CannotAnswer(
                    "--probe: this cloud is on paper (import --paper): no instance runs, so nothing is sent");
        }
        Seen seen = probed
                ? prober.foretellAndSend(asked)
                : new Seen(why.answer(asked).explanation(), Optional.empty());
        Explanation explanation = seen.foretold();
        Headers headers = verdict(explanation);
        if (seen.probe()
                .flatMap(probe -> probe.agrees(explanation))
                .filter(agrees -> !agrees)
                .isPresent()) {
            headers = headers.with("X-Postern-Probe", "differs");
        }
        return printed(
                form,
                headers,
                () -> JsonRendering.of(explanation, seen.probe()),
                coloured -> TextRendering.of(explanation, seen.probe(), coloured));
    }

    private HttpResponse last(Parameters form) {
        Refusals.Told told = refusals.last(form.find("from"));
        return printed(
                form,
                verdict(told.explanation()),
                () -> answer(told),
                coloured -> "refused at " + told.at() + "\n\n" + TextRendering.of(told.explanation(), coloured));
    }

    private static Headers verdict(Explanation explanation) {
        return Headers.of("X-Postern-Verdict", explanation.verdict());
    }

    /** An answer as it is wanted: for a terminal, plain, or as JSON. */
    private static HttpResponse printed(
            Parameters form, Headers headers, Supplier<ObjectNode> json, Function<Boolean, String> text) {
        String how = form.find("print").orElse("json");
        return how.equals("json")
                ? HttpResponse.of(
                        200,
                        headers.with("Content-Type", "application/json"),
                        json.get().toPrettyString() + "\n")
                : HttpResponse.of(
                        200,
                        headers.with("Content-Type", "text/plain; charset=utf-8"),
                        text.apply(how.equals("coloured")));
    }

    private ObjectNode log(Parameters form) {
        return after(
                form,
                refusals::after,
                Refusals.Told::number,
                "refusals",
                (lines, told) -> lines.addObject()
                        .put("line", LineRendering.of(told.at(), told.explanation()))
                        .set("answer", answer(told)));
    }

    /** What flowed, and whether anything is counted at all. */
    private ObjectNode flows(Parameters form) {
        Optional<String> of = form.find("of");
        of.ifPresent(this::requireThere);
        return after(form, flows::after, RecentFlows.Seen::number, "flows", (lines, seen) -> {
                    if (of.filter(id -> !seen.isOf(id)).isEmpty()) {
                        lines.add(seen.line());
                    }
                })
                .put(
                        "counted",
                        newest.get().all(FlowLog.class).stream().findAny().isPresent());
    }

    /** What is kept for a while, by numbers. */
    @FunctionalInterface
    private interface Kept<T> {
        List<T> after(long number, Duration limit) throws InterruptedException;
    }

    /** What came after a number, waiting for it if that is wanted. */
    private static <T> ObjectNode after(
            Parameters form, Kept<T> kept, ToLongFunction<T> number, String name, BiConsumer<ArrayNode, T> tell) {
        long after = form.find("after").map(Long::parseLong).orElse(0L);
        boolean waits = form.find("wait").filter("true"::equals).isPresent();
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode lines = answer.putArray(name);
        try {
            for (T one : kept.after(after, waits ? LOG_WAIT : Duration.ZERO)) {
                tell.accept(lines, one);
                after = Math.max(after, number.applyAsLong(one));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answer.put("newest", after);
    }

    /** An instance is known to who asks, as its name had to be looked up; of an interface there is only the id. */
    private void requireThere(String id) {
        boolean eni = id.startsWith(NetworkInterfaceId.PREFIX + "-");
        boolean found = ResourceId.isWellFormed(NetworkInterfaceId.PREFIX, id)
                && !newest.get()
                        .by(Indexes.INTERFACES_BY_ID, new NetworkInterfaceId(id))
                        .isEmpty();
        if (eni && !found) {
            throw new CannotAnswer("there is no interface " + id);
        }
    }

    private static ObjectNode answer(Refusals.Told told) {
        return JsonRendering.of(told.explanation()).put("at", told.at().toString());
    }

    private boolean holdsToken(HttpRequest request) {
        byte[] given = request.headers().first("x-postern-token").orElse("").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8));
    }

    private static Parameters form(HttpRequest request) throws IOException {
        return Parameters.parse(new String(request.body().open().readNBytes(BODY_BYTES_MAX), StandardCharsets.UTF_8));
    }

    private static String need(Parameters form, String field) {
        return form.find(field).orElseThrow(() -> new IllegalArgumentException(field + " is missing"));
    }

    private static ObjectNode findings(ObjectCheck check) {
        ObjectNode node = JSON.createObjectNode()
                .put("checked", check.checked())
                .put("damaged", check.damaged())
                .put("strays", check.strays());
        problems(node, check.problems());
        ArrayNode files = node.putArray("strayFiles");
        check.strayFiles().forEach(file -> files.add(file.toString()));
        return node;
    }

    private static ObjectNode findings(ContentsCheck check) {
        ObjectNode node = JSON.createObjectNode()
                .put("compared", check.compared())
                .put("opaque", check.opaque())
                .put("damaged", check.damaged());
        problems(node, check.problems());
        return node;
    }

    private static void problems(ObjectNode node, List<Problem> problems) {
        ArrayNode told = node.putArray("problems");
        problems.forEach(problem -> StatusReport.describe(told.addObject(), problem));
    }

    private static ObjectNode keys(Controls.RootKeys keys) {
        return JSON.createObjectNode()
                .put("account", keys.account().value())
                .put("accessKeyId", keys.accessKeyId())
                .put("secretAccessKey", keys.secretAccessKey());
    }

    private static HttpResponse json(ObjectNode node) {
        return HttpResponse.of(200, JSON_TYPE, node.toString());
    }

    private static HttpResponse refuse(int status, @org.jspecify.annotations.Nullable String message) {
        return HttpResponse.of(status, Headers.of("Content-Type", "text/plain"), message + "\n");
    }
}

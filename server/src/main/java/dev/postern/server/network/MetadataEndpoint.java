package dev.postern.server.network;

import dev.postern.guest.imds.InstanceFacts;
import dev.postern.guest.imds.MetadataRequest;
import dev.postern.guest.imds.MetadataResponse;
import dev.postern.guest.imds.MetadataService;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.net.Family;
import dev.postern.server.http.Answer;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The metadata service behind HTTP. Whose metadata it tells is decided by the interface, never by the request. */
public final class MetadataEndpoint {
    private final MetadataService service;
    private final Supplier<Snapshot> newest;

    public MetadataEndpoint(MetadataService service, Supplier<Snapshot> newest) {
        this.service = service;
        this.newest = newest;
    }

    Answer handle(HttpRequest request, Family over, Scope scope, InstanceId instance) {
        return InstanceFacts.of(newest.get(), scope, instance)
                .map(facts -> convert(service.handle(convert(request, over), facts)))
                .orElseGet(() -> Answer.of(HttpResponse.empty(404, Headers.NONE)));
    }

    private static MetadataRequest convert(HttpRequest request, Family over) {
        TreeMap<String, String> headers = new TreeMap<>();
        request.headers().forEach(headers::putIfAbsent);
        String path = request.path().indexOf('%') < 0
                ? request.path()
                : URLDecoder.decode(request.path().replace("+", "%2B"), StandardCharsets.UTF_8);
        return new MetadataRequest(request.method(), path, headers, over);
    }

    private static Answer convert(MetadataResponse response) {
        Headers.Builder headers = Headers.builder();
        response.headers().forEach(headers::add);
        return new Answer(
                new HttpResponse(response.status(), headers.build(), new HttpResponse.Bytes(response.body())),
                response.hopLimit());
    }
}

package dev.postern.wire;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Lets a real SDK client talk to a handler without a socket. */
public final class InMemoryHttp implements SdkHttpClient {
    private final Function<HttpRequest, HttpResponse> handler;

    public InMemoryHttp(Function<HttpRequest, HttpResponse> handler) {
        this.handler = handler;
    }

    public static byte[] read(HttpRequest request) {
        try (InputStream in = request.body().open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return answer(handler.apply(toRequest(request)));
            }

            @Override
            public void abort() {}
        };
    }

    private static HttpRequest toRequest(HttpExecuteRequest execute) throws IOException {
        SdkHttpRequest sdk = execute.httpRequest();
        Headers.Builder headers = Headers.builder();
        sdk.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
        byte[] body = execute.contentStreamProvider().isPresent()
                ? execute.contentStreamProvider().get().newStream().readAllBytes()
                : new byte[0];
        return new HttpRequest(
                sdk.method().name(),
                sdk.encodedPath(),
                sdk.encodedQueryParameters().orElse(""),
                headers.build(),
                new HttpRequest.Bytes(body));
    }

    private static HttpExecuteResponse answer(HttpResponse response) {
        SdkHttpFullResponse.Builder sdk = SdkHttpFullResponse.builder().statusCode(response.status());
        response.headers().forEach(sdk::appendHeader);
        byte[] body = response.payload() instanceof HttpResponse.Bytes(byte[] content) ? content : new byte[0];
        sdk.putHeader("content-length", Long.toString(body.length));
        @Nullable AbortableInputStream stream = AbortableInputStream.create(new ByteArrayInputStream(body));
        return HttpExecuteResponse.builder()
                .response(sdk.build())
                .responseBody(stream)
                .build();
    }

    @Override
    public void close() {}
}

package dev.postern.services.s3;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/** The transport of an SDK client, straight into a handler. */
final class InProcessHttp implements SdkHttpClient {
    private final Function<HttpRequest, HttpResponse> handler;

    InProcessHttp(Function<HttpRequest, HttpResponse> handler) {
        this.handler = handler;
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
        if (sdk.firstMatchingHeader("host").isEmpty()) {
            headers.add("host", sdk.host()); // as every real transport does
        }
        byte[] body = execute.contentStreamProvider().isPresent()
                ? execute.contentStreamProvider().get().newStream().readAllBytes()
                : new byte[0];
        return new HttpRequest(
                sdk.method().name(),
                sdk.encodedPath().isEmpty() ? "/" : sdk.encodedPath(),
                sdk.encodedQueryParameters().orElse(""),
                headers.build(),
                new HttpRequest.Bytes(body));
    }

    static byte[] read(HttpResponse.Payload payload) throws IOException {
        return switch (payload) {
            case HttpResponse.Bytes(byte[] content) -> content;
            case HttpResponse.HeadOnly _ -> new byte[0];
            case HttpResponse.Streamed(var content, long length) -> {
                try (content) {
                    yield content.readNBytes((int) length);
                }
            }
            case HttpResponse.FileRange(var file, long offset, long length) -> {
                try (file) {
                    ByteBuffer buffer = ByteBuffer.allocate((int) length);
                    int count = 0;
                    while (count >= 0 && buffer.hasRemaining()) {
                        count = file.read(buffer, offset + buffer.position());
                    }
                    yield buffer.array();
                }
            }
        };
    }

    private static HttpExecuteResponse answer(HttpResponse response) throws IOException {
        SdkHttpFullResponse.Builder sdk = SdkHttpFullResponse.builder().statusCode(response.status());
        response.headers().forEach(sdk::appendHeader);
        sdk.putHeader("content-length", Long.toString(response.payload().length()));
        return HttpExecuteResponse.builder()
                .response(sdk.build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(read(response.payload()))))
                .build();
    }

    @Override
    public void close() {}
}

package dev.postern.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Requests signed by AWS's own signer and then sent by hand, so that the clock can be wrong and the sending can break off.
 *
 * @param clock what the signer believes the time is
 */
public record RawRequest(URI endpoint, Clock clock) {
    private static final AwsCredentialsIdentity ROOT = AwsCredentialsIdentity.create("test", "test");
    private static final int ANSWER_MS_MAX = 20_000;

    public Prepared get(String service, String target) throws IOException {
        return prepare(service, SdkHttpMethod.GET, target, new byte[0], false);
    }

    /**
     * An upload.
     *
     * @param chunked in aws-chunked encoding, each chunk signed
     */
    public Prepared put(String target, byte[] body, boolean chunked) throws IOException {
        return prepare("s3", SdkHttpMethod.PUT, target, body, chunked);
    }

    private Prepared prepare(String service, SdkHttpMethod method, String target, byte[] body, boolean chunked)
            throws IOException {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(method)
                .uri(endpoint.resolve(target))
                .putHeader("Host", endpoint.getAuthority())
                .putHeader("Content-Length", Integer.toString(body.length))
                .build();
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(ROOT)
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, !service.equals("s3"))
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, !service.equals("s3"))
                        .putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, chunked)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        signed.request()
                .forEachHeader((name, values) -> values.forEach(
                        value -> head.append(name).append(": ").append(value).append("\r\n")));
        head.append("Connection: close\r\n\r\n");
        byte[] payload = signed.payload().isPresent()
                ? signed.payload().get().newStream().readAllBytes()
                : new byte[0];
        return new Prepared(endpoint, head.toString(), payload);
    }

    /** A request that is ready to be sent. */
    public static final class Prepared {
        private final URI endpoint;
        private final String head;
        private final byte[] body;

        private Prepared(URI endpoint, String head, byte[] body) {
            this.endpoint = endpoint;
            this.head = head;
            this.body = body;
        }

        /** What follows the head on the wire. */
        public byte[] body() {
            return body.clone();
        }

        /** The answer to all of it. */
        public String complete() throws IOException {
            return send(head, body.length, false);
        }

        /** The answer when a part of the head is replaced on the way. */
        public String complete(String original, String replacement) throws IOException {
            if (!head.contains(original)) {
                throw new IllegalArgumentException(original + " is not in " + head);
            }
            return send(head.replace(original, replacement), body.length, false);
        }

        /** The answer, if any, when the sender closes its side after a part of the body. */
        public String brokenOffAfter(int bodyBytes) throws IOException {
            return send(head, bodyBytes, true);
        }

        /** The answer when the body is another than was signed. */
        public String withBody(byte[] other) throws IOException {
            return new Prepared(endpoint, head, other).complete();
        }

        private String send(String text, int bodyBytes, boolean close) throws IOException {
            try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
                socket.setSoTimeout(ANSWER_MS_MAX);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.write(text.getBytes(StandardCharsets.ISO_8859_1));
                bytes.write(body, 0, bodyBytes);
                socket.getOutputStream().write(bytes.toByteArray());
                if (close) {
                    socket.shutdownOutput();
                }
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}

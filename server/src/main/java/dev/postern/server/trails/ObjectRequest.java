package dev.postern.server.trails;

import dev.postern.server.history.Served.Asked;
import dev.postern.services.cloudtrail.events.Operations;
import dev.postern.services.cloudtrail.events.Said;
import dev.postern.services.s3.S3Service;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.sigv4.SigningParameters;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What events tell of a request to S3: the bucket, the key and the query, but nothing that signs it. What its body says they do not tell.
 *
 * @param operation {@code GetObject}
 */
record ObjectRequest(String operation, Said.Words words) {
    /** Those that say what is to be done, none of which is secret. */
    private static final List<String> HEADERS = List.of(
            "x-amz-acl",
            "x-amz-copy-source",
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-storage-class");

    /** Empty where it asks for nothing that S3 has. */
    static Optional<ObjectRequest> of(Asked.OfS3 asked) {
        return S3Service.operationName(asked.request()).map(name -> new ObjectRequest(name, words(asked)));
    }

    /** Whether it is about data at once: whoever names a key is. */
    static boolean isData(Asked.OfS3 asked) {
        return asked.address().key().isPresent()
                || S3Service.operationName(asked.request())
                        .filter(name -> !Operations.isData("s3", name))
                        .isEmpty();
    }

    private static Said.Words words(Asked.OfS3 asked) {
        HttpRequest request = asked.request();
        TreeMap<String, String> words = new TreeMap<>();
        request.queryString().parameters().asMap().forEach((name, value) -> {
            if (!SigningParameters.isOne(name)) {
                words.put(name, value);
            }
        });
        for (String header : HEADERS) {
            request.headers().first(header).ifPresent(value -> words.put(header, value));
        }
        words.put("Host", request.host());
        asked.address().bucket().ifPresent(bucket -> words.put("bucketName", bucket));
        asked.address().key().ifPresent(key -> words.put("key", key));
        return new Said.Words(words);
    }
}

package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.model.Region;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

final class ConditionalDeletesTest {
    private final S3Fixture s3;
    private final S3Client client;

    ConditionalDeletesTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private String put(String key) {
        return client.putObject(b -> b.bucket("bucket").key(key), RequestBody.fromString(key))
                .eTag();
    }

    private String deleted(String key, String ifMatch) {
        return refusal(
                () -> client.deleteObject(b -> b.bucket("bucket").key(key).ifMatch(ifMatch)));
    }

    @Test
    void deletesOnlyTheObjectThatIsMeant() {
        String etag = put("k");
        assertThat(deleted("k", "\"other\"")).startsWith("412 PreconditionFailed");
        assertThat(deleted("none", etag)).startsWith("404 NoSuchKey");
        assertThat(deleted("none", "*")).startsWith("404 NoSuchKey");
        client.deleteObject(b -> b.bucket("bucket").key("none"));
        client.deleteObject(b -> b.bucket("bucket").key("k").ifMatch(etag));
        assertThat(deleted("k", "*")).startsWith("404 NoSuchKey");
    }

    private static ObjectIdentifier identifier(String key, String etag) {
        return ObjectIdentifier.builder().key(key).eTag(etag).build();
    }

    @Test
    void deletesOfManyOnlyThoseThatAreMeant() {
        String etag = put("same");
        put("changed");
        put("any");
        DeleteObjectsResponse response = client.deleteObjects(b -> b.bucket("bucket")
                .delete(d -> d.objects(
                        identifier("same", etag),
                        identifier("changed", etag),
                        identifier("none", etag),
                        ObjectIdentifier.builder().key("any").build())));
        assertThat(response.deleted()).extracting(DeletedObject::key).containsExactly("same", "any");
        assertThat(response.errors())
                .extracting(S3Error::key, S3Error::code)
                .containsExactly(tuple("changed", "PreconditionFailed"), tuple("none", "NoSuchKey"));
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).contents())
                .extracting(o -> o.key())
                .containsExactly("changed");
    }

    @Test
    void tellsNobodyAnETagWhoMayNotRead() {
        s3.user("cleaner", Policies.identity("s3:DeleteObject", "arn:aws:s3:::bucket/*", ""));
        String etag = put("k");
        S3Client cleaner = s3.client("cleaner", Region.US_EAST_1);
        assertThat(refusal(() ->
                        cleaner.deleteObject(b -> b.bucket("bucket").key("k").ifMatch(etag))))
                .contains("s3:GetObject");
        cleaner.deleteObject(b -> b.bucket("bucket").key("k").ifMatch("*"));
    }

    @Test
    void refusesConditionsOfDirectoryBuckets() {
        put("k");
        assertThat(refusal(() ->
                        client.deleteObject(b -> b.bucket("bucket").key("k").ifMatchSize(1L))))
                .startsWith("501 NotImplemented");
        client.headObject(b -> b.bucket("bucket").key("k"));
    }
}

package dev.postern.conformance.soak;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Writes, overwrites, deletes and reads objects; what an object is worth is its checksum. */
final class ObjectWriter implements Actor {
    static final String BUCKET = "soak";
    private static final int KEYS = 12;
    private static final int BYTES_MAX = 300_000;

    private final S3Client s3;
    private final Calls calls;
    private final String prefix;

    /**
     * A writer.
     *
     * @param prefix of its keys, which no other writer has
     */
    ObjectWriter(S3Client s3, Calls calls, String prefix) {
        this.s3 = s3;
        this.calls = calls;
        this.prefix = prefix;
    }

    @Override
    public void act(Random random) {
        String key = prefix + "/" + random.nextInt(KEYS);
        String thing = "object " + key;
        switch (random.nextInt(6)) {
            case 0 -> {
                if (calls.acknowledgements().present(thing)) {
                    calls.remove(
                            thing,
                            () -> s3.deleteObject(
                                    delete -> delete.bucket(BUCKET).key(key)));
                }
            }
            case 1, 2 -> {
                if (calls.acknowledgements().present(thing)) {
                    String read =
                            digest(s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(key))
                                    .asByteArray());
                    if (!calls.acknowledgements().of(thing).contains(read)) {
                        calls.journal().violation(thing + " was read with another content than was written");
                    }
                }
            }
            default -> {
                byte[] content = new byte[random.nextInt(BYTES_MAX)];
                random.nextBytes(content);
                calls.set(
                        thing,
                        digest(content),
                        () -> s3.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(content)));
            }
        }
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

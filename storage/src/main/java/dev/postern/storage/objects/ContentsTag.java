package dev.postern.storage.objects;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The ETag as what contents come to: the MD5 of what was written, or of the MD5s of its parts.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html">Object</a>
 */
final class ContentsTag {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}(-[1-9][0-9]{0,4})?");

    private ContentsTag() {}

    /** Whether an object's ETag comes from its contents: where another key than the store's encrypts, it does not. */
    static boolean saysContents(StoredObject object) {
        boolean ours = object.head()
                .sealing()
                .filter(sealing -> sealing.by() != Sealing.By.STORE)
                .isEmpty();
        String etag = object.etag();
        int dash = etag.indexOf('-');
        return ours
                && FORM.matcher(etag).matches()
                && (dash < 0
                        || Integer.parseInt(etag.substring(dash + 1))
                                == object.parts().size());
    }

    /** What contents come to, if they are those of an object: of its parts where it has an ETag of parts. */
    static String of(InputStream contents, StoredObject object) throws IOException {
        byte[] buffer = new byte[Math.clamp(object.size(), 1, BUFFER_BYTES)];
        if (object.etag().indexOf('-') < 0) {
            return HexFormat.of().formatHex(md5(contents, object.size(), buffer));
        }
        MessageDigest whole = md5();
        for (StoredObject.Part part : object.parts()) {
            whole.update(md5(contents, part.size(), buffer));
        }
        return HexFormat.of().formatHex(whole.digest()) + "-" + object.parts().size();
    }

    /** Of so many bytes, or of all that there are. */
    private static byte[] md5(InputStream contents, long size, byte[] buffer) throws IOException {
        MessageDigest digest = md5();
        long left = size;
        while (left > 0) {
            int count = contents.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (count < 0) {
                break;
            }
            digest.update(buffer, 0, count);
            left -= count;
        }
        return digest.digest();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("MD5 is part of every JDK", e);
        }
    }
}

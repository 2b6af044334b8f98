package dev.postern.wire.s3;

import dev.postern.wire.ApiException;
import dev.postern.wire.http.HttpRequest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a browser's form uploads: fields, and then one file, which streams. Fields behind the file are passed over.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTForms.html">Creating an HTML form</a>
 */
public final class FormUpload implements HttpRequest.Body {
    private static final int FIELDS_BYTES_MAX = 20 << 10;
    private static final Pattern BOUNDARY =
            Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("(?<!file)name=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE = Pattern.compile("filename=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);

    private final Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final InputStream in;
    private final byte[] delimiter;
    private String fileName = "";
    private boolean hasFile;
    private int fieldBytes;

    private FormUpload(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether a request posts to a bucket as a form does. */
    public static boolean isOne(HttpRequest request, S3Address address) {
        return request.method().equals("POST")
                && request.query().isEmpty()
                && address.bucket().isPresent()
                && address.key().isEmpty()
                && !S3Address.isWebsite(request.host());
    }

    /**
     * Reads a form up to its file.
     *
     * @throws ApiException if it is none
     */
    public static FormUpload read(HttpRequest request) {
        String type = request.headers().first("content-type").orElse("");
        Matcher boundary = BOUNDARY.matcher(type);
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data") || !boundary.find()) {
            throw new ApiException(
                    S3ProtocolError.PRECONDITION_FAILED,
                    "At least one of the pre-conditions you specified did not hold",
                    Map.of("Condition", "Bucket POST must be of the enclosure-type multipart/form-data"));
        }
        String named = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        FormUpload form = new FormUpload(new BufferedInputStream(request.body().open(), 1 << 16), named);
        try {
            form.readFields();
        } catch (IOException e) {
            throw malformed();
        }
        return form;
    }

    private static ApiException malformed() {
        return new ApiException(
                S3ProtocolError.MALFORMED_POST_REQUEST,
                "The body of your POST request is not well-formed multipart/form-data.");
    }

    private void readFields() throws IOException {
        String first = line();
        if (!first.equals(new String(delimiter, 2, delimiter.length - 2, StandardCharsets.ISO_8859_1))) {
            throw malformed();
        }
        while (!hasFile) {
            String disposition = "";
            for (String header = line(); !header.isEmpty(); header = line()) {
                boolean disposes = header.toLowerCase(Locale.ROOT).startsWith("content-disposition:");
                disposition = disposes ? header : disposition;
            }
            Matcher name = NAME.matcher(disposition);
            if (!name.find()) {
                throw malformed();
            }
            if (name.group(1).equalsIgnoreCase("file")) {
                Matcher file = FILE.matcher(disposition);
                fileName = file.find() ? baseName(utf8(file.group(1))) : "";
                hasFile = true;
            } else {
                fields.put(utf8(name.group(1)), field());
                if (line().startsWith("--")) {
                    return;
                }
            }
        }
    }

    /** Old browsers say where the file is on the machine. */
    private static String baseName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = counted();
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(b);
        }
    }

    private int counted() throws IOException {
        if (++fieldBytes > FIELDS_BYTES_MAX) {
            throw new ApiException(
                    S3ProtocolError.MAX_POST_PRE_DATA_LENGTH_EXCEEDED,
                    "Your POST request fields preceding the upload file were too large.");
        }
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the form is not whole");
        }
        return b;
    }

    private String field() throws IOException {
        try (InputStream content = new Content(true)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** By name, in whatever case. */
    public Map<String, String> fields() {
        return Collections.unmodifiableMap(fields);
    }

    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The name that the file has on the user's machine; may be empty. */
    public String fileName() {
        return fileName;
    }

    public boolean hasFile() {
        return hasFile;
    }

    /** Not known before it was read. */
    @Override
    public long length() {
        return -1;
    }

    /** The file. */
    @Override
    public InputStream open() {
        return new Content(false);
    }

    /** What stands before the next delimiter. Its first character is nowhere else in it, so that nothing has to be read twice. */
    private final class Content extends InputStream {
        private final boolean counts;
        private int matched;
        private int replayed = -1;
        private int replayMax;
        private int pending = -1;
        private boolean ended;

        Content(boolean counts) {
            this.counts = counts;
        }

        @Override
        public int read() throws IOException {
            if (replayed >= 0) {
                int b = delimiter[replayed++] & 0xff;
                replayed = replayed == replayMax ? -1 : replayed;
                return b;
            }
            while (!ended) {
                int b = pending >= 0 ? pending : counts ? counted() : in.read();
                pending = -1;
                if (b < 0) {
                    throw new EOFException("the form is not whole");
                }
                if (b == (delimiter[matched] & 0xff)) {
                    ended = ++matched == delimiter.length;
                } else if (matched == 0) {
                    return b;
                } else {
                    replayMax = matched;
                    replayed = 0;
                    matched = 0;
                    pending = b;
                    return read();
                }
            }
            return -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = 0;
            for (; count < length; count++) {
                int b = read();
                if (b < 0) {
                    return count == 0 ? -1 : count;
                }
                into[offset + count] = (byte) b;
            }
            return count;
        }

        @Override
        public void close() {
            // the request is read on, or closed by who has it
        }
    }
}

package dev.postern.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Requests for many items, signed beforehand, as a script of wrk's that sends one after the other: the load must not cost what is
 * measured. A signature is good for a quarter of an hour.
 *
 * @see <a href="https://github.com/wg/wrk/blob/master/SCRIPTING">wrk's scripts</a>
 */
record SignedItems(URI endpoint, String table) {
    static final String KEY = "id";
    private static final int ITEMS = 1_000;
    private static final int ITEM_BYTES = 1_024;
    private static final String DATA = "data";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Asks for each item in turn. */
    Path gets(Path directory) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            bodies.add(JSON.writeValueAsString(Map.of("TableName", table, "Key", Map.of(KEY, string(id(i))))));
        }
        return script(directory, "GetItem", bodies);
    }

    /** Writes each item in turn. */
    Path puts(Path directory) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            String id = id(i);
            String data = "x".repeat(ITEM_BYTES - KEY.length() - id.length() - DATA.length());
            bodies.add(JSON.writeValueAsString(
                    Map.of("TableName", table, "Item", Map.of(KEY, string(id), DATA, string(data)))));
        }
        return script(directory, "PutItem", bodies);
    }

    /** Fails unless all are there and as large as they should be: who answers fast must answer with them. */
    void requireAll(DynamoDbClient dynamo) {
        long whole = dynamo.scanPaginator(scan -> scan.tableName(table)).items().stream()
                .mapToInt(item -> item.entrySet().stream()
                        .mapToInt(attribute -> attribute.getKey().length()
                                + attribute.getValue().s().length())
                        .sum())
                .filter(bytes -> bytes == ITEM_BYTES)
                .count();
        if (whole != ITEMS) {
            throw new IllegalStateException(endpoint + " has " + whole + " of " + ITEMS + " items");
        }
    }

    private static String id(int number) {
        return "item-%06d".formatted(number);
    }

    private static Map<String, String> string(String value) {
        return Map.of("S", value);
    }

    private Path script(Path directory, String operation, List<String> bodies) throws IOException {
        StringBuilder lua = new StringBuilder("local all = {}\n");
        for (String body : bodies) {
            lua.append("all[#all + 1] = \"").append(signed(operation, body)).append("\"\n");
        }
        lua.append("local at = 0\nfunction request()\n  at = at % #all + 1\n  return all[at]\nend\n");
        return Files.writeString(Files.createTempFile(directory, operation, ".lua"), lua);
    }

    /** A request as Lua writes it between quotes. */
    private String signed(String operation, String body) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint.resolve("/"))
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("X-Amz-Target", "DynamoDB_20120810." + operation)
                .build();
        StringBuilder text = new StringBuilder("POST / HTTP/1.1\r\n");
        AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(AwsBasicCredentials.create("test", "test"))
                        .request(request)
                        .payload(ContentStreamProvider.fromUtf8String(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, Topology.REGION.id()))
                .request()
                .headers()
                .forEach((name, values) -> values.forEach(
                        value -> text.append(name).append(": ").append(value).append("\r\n")));
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        text.append("Content-Length: ").append(length).append("\r\n\r\n").append(body);
        return text.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\r\n", "\\r\\n");
    }
}

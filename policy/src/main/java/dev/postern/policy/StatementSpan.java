package dev.postern.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a statement is in its document, as AWS tells it: each place is the one at which the reader stands. The first statement of a
 * list begins behind the bracket, a further one where the one before it ends, and one that is no list behind its brace.
 *
 * @param startLine from 1
 * @param startColumn from 1
 * @param endLine of what follows the statement
 * @param endColumn of what follows the statement
 */
public record StatementSpan(int startLine, int startColumn, int endLine, int endColumn) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Those of a document that {@link Policy#parse} has accepted, in their order. */
    public static List<StatementSpan> of(String document) {
        try (JsonParser parser = JSON.createParser(document)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean statements = parser.currentName().equals("Statement");
                JsonToken token = parser.nextToken();
                if (statements) {
                    return token == JsonToken.START_ARRAY
                            ? ofList(parser)
                            : List.of(skip(parser, parser.currentLocation()));
                }
                parser.skipChildren();
            }
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("not a policy document", e);
        }
    }

    private static List<StatementSpan> ofList(JsonParser parser) throws IOException {
        List<StatementSpan> spans = new ArrayList<>();
        JsonLocation start = parser.currentLocation();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            spans.add(skip(parser, start));
            start = parser.currentLocation();
        }
        return spans;
    }

    private static StatementSpan skip(JsonParser parser, JsonLocation start) throws IOException {
        parser.skipChildren();
        JsonLocation end = parser.currentLocation();
        return new StatementSpan(start.getLineNr(), start.getColumnNr(), end.getLineNr(), end.getColumnNr());
    }
}

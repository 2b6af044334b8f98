package dev.postern.policy.analysis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.postern.policy.analysis.Span.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Reads a JSON document so that of each value it is known where it stands. */
final class JsonText {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String text;
    private final JsonParser parser;

    /** Where lines begin. */
    private final int[] lines;

    private JsonText(String text, JsonParser parser) {
        this.text = text;
        this.parser = parser;
        this.lines = IntStream.concat(
                        IntStream.of(0),
                        IntStream.range(0, text.length())
                                .filter(i -> text.charAt(i) == '\n')
                                .map(i -> i + 1))
                .toArray();
    }

    /** A document that is no JSON. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Position where;

        Broken(Position where) {
            super("not JSON at " + where, null, false, false);
            this.where = where;
        }

        Position where() {
            return where;
        }
    }

    /** The value that a text is, with nothing but space around it. */
    static Node read(String text) throws Broken {
        try (JsonParser parser = JSON.createParser(text)) {
            return new JsonText(text, parser).whole();
        } catch (IOException e) {
            throw new UncheckedIOException("a text can always be read", e);
        }
    }

    private Node whole() throws IOException, Broken {
        try {
            if (parser.nextToken() == null) {
                throw new Broken(position(text.length()));
            }
            Node value = value();
            if (parser.nextToken() != null) {
                throw new Broken(position(start()));
            }
            return value;
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
            throw new Broken(position(Math.clamp(at, 0, text.length())));
        }
    }

    private Node value() throws IOException {
        int start = start();
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                List<Node.Member> members = new ArrayList<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    members.add(member());
                }
                yield new Node.Obj(span(start, start() + 1), List.copyOf(members));
            }
            case START_ARRAY -> {
                List<Node> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value());
                }
                yield new Node.Arr(span(start, start() + 1), List.copyOf(elements));
            }
            case VALUE_STRING -> {
                String value = parser.getText(); // only now it is read to its end
                yield new Node.Text(span(start, endOfString(start)), value);
            }
            case VALUE_TRUE, VALUE_FALSE -> new Node.Bool(span(start, endOfWord(start)), parser.getText());
            case VALUE_NULL -> new Node.Null(span(start, endOfWord(start)));
            default -> new Node.Num(span(start, endOfWord(start)), parser.getText());
        };
    }

    private Node.Member member() throws IOException {
        int start = start();
        String name = parser.currentName();
        parser.nextToken();
        return new Node.Member(name, span(start, endOfString(start)), value());
    }

    private int start() {
        return Math.toIntExact(parser.currentTokenLocation().getCharOffset());
    }

    /** A word, or a number, is written as it is told. */
    private int endOfWord(int start) throws IOException {
        return start + parser.getTextLength();
    }

    /** Behind the quote that ends a string; what is escaped ends none. */
    private int endOfString(int start) {
        int at = start + 1;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private Span span(int start, int end) {
        return new Span(position(start), position(end));
    }

    private Position position(int offset) {
        int found = Arrays.binarySearch(lines, offset);
        int line = found >= 0 ? found : -found - 2;
        return new Position(line + 1, offset - lines[line], offset);
    }
}

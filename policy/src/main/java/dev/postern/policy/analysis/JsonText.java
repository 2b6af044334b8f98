package dev.postern.policy.analysis;

import dev.postern.policy.analysis.Span.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a JSON document so that of each value it is known where it stands, which no reader of values only tells exactly. */
final class JsonText {
    private static final int DEPTH_MAX = 64;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final int HEX = 16;
    private static final int ESCAPE_DIGITS = 4;

    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    private JsonText(String text) {
        this.text = text;
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
        JsonText reader = new JsonText(text);
        reader.space();
        Node value = reader.value(0);
        reader.space();
        if (reader.at < text.length()) {
            throw reader.broken();
        }
        return value;
    }

    private Position here() {
        return new Position(line, at - lineStart, at);
    }

    private Broken broken() {
        return new Broken(here());
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            if (text.charAt(at) == '\n') {
                line++;
                lineStart = at + 1;
            }
            at++;
        }
    }

    private void expect(char wanted) throws Broken {
        if (peek() != wanted) {
            throw broken();
        }
        at++;
    }

    private Node value(int depth) throws Broken {
        if (depth > DEPTH_MAX) {
            throw broken();
        }
        Position start = here();
        return switch (peek()) {
            case '{' -> object(start, depth);
            case '[' -> array(start, depth);
            case '"' -> {
                String value = string();
                yield new Node.Text(new Span(start, here()), value);
            }
            case 't' -> new Node.Bool(word("true", start), "true");
            case 'f' -> new Node.Bool(word("false", start), "false");
            case 'n' -> new Node.Null(word("null", start));
            default -> number(start);
        };
    }

    private Node object(Position start, int depth) throws Broken {
        List<Node.Member> members = new ArrayList<>();
        at++;
        space();
        if (peek() != '}') {
            members.add(member(depth));
            while (peek() == ',') {
                at++;
                space();
                members.add(member(depth));
            }
        }
        expect('}');
        return new Node.Obj(new Span(start, here()), List.copyOf(members));
    }

    private Node.Member member(int depth) throws Broken {
        Position start = here();
        if (peek() != '"') {
            throw broken();
        }
        String name = string();
        Span span = new Span(start, here());
        space();
        expect(':');
        space();
        Node value = value(depth + 1);
        space();
        return new Node.Member(name, span, value);
    }

    private Node array(Position start, int depth) throws Broken {
        List<Node> elements = new ArrayList<>();
        at++;
        space();
        if (peek() != ']') {
            elements.add(value(depth + 1));
            space();
            while (peek() == ',') {
                at++;
                space();
                elements.add(value(depth + 1));
                space();
            }
        }
        expect(']');
        return new Node.Arr(new Span(start, here()), List.copyOf(elements));
    }

    private String string() throws Broken {
        at++;
        StringBuilder value = new StringBuilder();
        while (peek() != '"') {
            if (at >= text.length() || peek() < ' ') {
                throw broken();
            }
            if (peek() == '\\') {
                at++;
                value.append(escaped());
            } else {
                value.append(peek());
                at++;
            }
        }
        at++;
        return value.toString();
    }

    private char escaped() throws Broken {
        int which = "\"\\/bfnrtu".indexOf(peek());
        if (which < 0 || at >= text.length()) {
            throw broken();
        }
        char letter = text.charAt(at++);
        if (letter != 'u') {
            return "\"\\/\b\f\n\r\t".charAt(which);
        }
        int code = 0;
        for (int i = 0; i < ESCAPE_DIGITS; i++) {
            int digit = Character.digit(peek(), HEX);
            if (digit < 0) {
                throw broken();
            }
            code = code * HEX + digit;
            at++;
        }
        return (char) code;
    }

    private Span word(String word, Position start) throws Broken {
        if (!text.startsWith(word, at)) {
            throw broken();
        }
        at += word.length();
        return new Span(start, here());
    }

    private Node number(Position start) throws Broken {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw broken();
        }
        at = number.end();
        return new Node.Num(new Span(start, here()), number.group());
    }
}

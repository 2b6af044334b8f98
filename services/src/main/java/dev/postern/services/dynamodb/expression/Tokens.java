package dev.postern.services.dynamodb.expression;

import dev.postern.services.dynamodb.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** The words of an expression, one after another. */
final class Tokens {
    private static final int BYTES_MAX = 4096;
    private static final List<String> SYMBOLS =
            List.of("<>", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", ".", "+", "-");

    private final String text;
    private final List<Token> all = new ArrayList<>();
    private int place;

    Tokens(String text) {
        this.text = text;
        if (text.isBlank()) {
            throw new ExpressionException("The expression can not be empty;");
        }
        if (text.length() > BYTES_MAX) {
            throw new ExpressionException(
                    "Expression size has exceeded the maximum allowed size; expression size: " + text.length());
        }
        int at = 0;
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            Token token = token(at);
            all.add(token);
            if (token.kind() == Kind.END) {
                return;
            }
            at = token.end();
        }
    }

    private Token token(int at) {
        if (at == text.length()) {
            return new Token(Kind.END, "<EOF>", at, at);
        }
        char first = text.charAt(at);
        if (first == '#' || first == ':') {
            int end = letters(at + 1);
            Kind kind = end == at + 1 ? Kind.SYMBOL : first == '#' ? Kind.NAME : Kind.VALUE;
            return new Token(kind, text.substring(at, end), at, end);
        }
        if (isLetter(first) || first == '_') {
            int end = letters(at);
            return new Token(Kind.WORD, text.substring(at, end), at, end);
        }
        if (isDigit(first)) {
            int end = at;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            return new Token(Kind.DIGITS, text.substring(at, end), at, end);
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                return new Token(Kind.SYMBOL, symbol, at, at + symbol.length());
            }
        }
        return new Token(Kind.SYMBOL, String.valueOf(first), at, at + 1); // none that anything expects
    }

    private int letters(int from) {
        int end = from;
        while (end < text.length()
                && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    private static boolean isLetter(char c) {
        return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return '0' <= c && c <= '9';
    }

    Token peek() {
        return all.get(place);
    }

    /** The one behind the next. */
    Token second() {
        return all.get(Math.min(place + 1, all.size() - 1));
    }

    Token next() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            place++;
        }
        return token;
    }

    /** Takes a symbol, if it is next. */
    boolean take(String symbol) {
        boolean is = peek().is(symbol);
        if (is) {
            place++;
        }
        return is;
    }

    /** Takes a keyword, if it is next. */
    boolean takeWord(String keyword) {
        boolean is = peek().isWord(keyword);
        if (is) {
            place++;
        }
        return is;
    }

    void require(String symbol) {
        if (!take(symbol)) {
            throw syntaxError();
        }
    }

    void requireWord(String keyword) {
        if (!takeWord(keyword)) {
            throw syntaxError();
        }
    }

    void requireEnd() {
        if (peek().kind() != Kind.END) {
            throw syntaxError();
        }
    }

    /** The next word is one too many, or another than it must be. */
    ExpressionException syntaxError() {
        int from = all.get(Math.max(0, place - 1)).start();
        int to = second().end();
        return new ExpressionException(
                "Syntax error; token: \"" + peek().text() + "\", near: \"" + text.substring(from, to) + "\"");
    }
}

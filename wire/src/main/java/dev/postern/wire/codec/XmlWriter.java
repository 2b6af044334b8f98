package dev.postern.wire.codec;

import java.nio.charset.StandardCharsets;

/** Writes XML elements into a buffer, with all escapes. */
public final class XmlWriter {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private final StringBuilder out;

    private XmlWriter(StringBuilder out) {
        this.out = out;
    }

    /** A document, which begins with the XML declaration. */
    public static XmlWriter document() {
        return new XmlWriter(new StringBuilder(512).append(DECLARATION));
    }

    public XmlWriter open(String name) {
        out.append('<').append(name).append('>');
        return this;
    }

    /** Opens an element with attributes, given as names and values. */
    public XmlWriter open(String name, String... attributes) {
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(out, attributes[i + 1]);
            out.append('"');
        }
        out.append('>');
        return this;
    }

    public XmlWriter close(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    public XmlWriter text(String text) {
        escape(out, text);
        return this;
    }

    public XmlWriter element(String name, String text) {
        return open(name).text(text).close(name);
    }

    public XmlWriter emptyElement(String name) {
        out.append('<').append(name).append("/>");
        return this;
    }

    public byte[] toBytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /** A text as it stands between tags. */
    public static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        escape(out, text);
        return out.toString();
    }

    private static void escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\n', '\t' -> out.append(c);
                default -> {
                    if (c < 0x20 || c == 0xFFFE || c == 0xFFFF) {
                        out.append("&#x").append(Integer.toHexString(c)).append(';'); // as S3 writes odd keys
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }
}

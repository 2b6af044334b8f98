package dev.postern.dataplane.namespaces;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A namespace's nftables rules: one table, replaced whole in one transaction.
 *
 * @param body the table's content
 * @param generation a digest of the content; the table has a chain of this name, by which a restarted process sees what is loaded
 */
public record Ruleset(String body, String generation) {
    /** Our table's name in every namespace. */
    public static final String TABLE = "postern";

    /** What the marker chain's name starts with. */
    public static final String MARKER = "generation_";

    /** No table at all. */
    public static final Ruleset NONE = new Ruleset("", "");

    public static Ruleset of(String body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
            return new Ruleset(body, HexFormat.of().formatHex(digest, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The transaction for {@code nft -f -}: after it the table is exactly this one. */
    public String transaction() {
        return "add table ip " + TABLE + "\ndelete table ip " + TABLE + "\ntable ip " + TABLE + " {\n" + body
                + "  chain " + MARKER + generation + " {\n  }\n}\n";
    }
}

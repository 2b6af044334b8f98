package dev.postern.explain;

import java.util.Optional;

/**
 * What was asked, with all that was left open filled in.
 *
 * @param form request or packet
 * @param from who asks, as {@code i-0123456789abcdef0}, {@code host} or {@code internet}
 * @param caller the ARN that a request is made with; empty for a packet
 * @param action as {@code s3:GetObject}, or the protocol of a packet
 * @param target the ARN of the resource, or the address and port of a packet
 * @param region of a request
 */
public record Question(
        Form form, String from, Optional<String> caller, String action, String target, Optional<String> region) {
    /** The two kinds of question. */
    public enum Form {
        REQUEST("request"),
        PACKET("packet");

        private final String wireName;

        Form(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    String inWords() {
        return switch (form) {
            case REQUEST -> "May " + from + " do " + action + (target.equals("*") ? "" : " on " + target) + "?";
            case PACKET -> "Does " + action + " from " + from + " reach " + target + "?";
        };
    }
}

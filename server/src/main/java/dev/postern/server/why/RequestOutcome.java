package dev.postern.server.why;

import dev.postern.compute.Said;
import dev.postern.explain.Probe;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@link ProbeScript} printed: whether the request was let through. */
final class RequestOutcome {
    private static final Pattern STATUS = Pattern.compile("HTTP/[0-9.]+ ([0-9]{3})");
    private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z.]+)</Code>");

    /** They come after all policies were asked. */
    private static final Set<String> ASKED_ALL = Set.of("DryRunOperation", "BadDigest", "InvalidRange");

    /** The probe's own fault, or no answer to the question. */
    private static final Set<String> PROVES_NOTHING = Set.of("SignatureDoesNotMatch", "RequestTimeTooSkewed");

    private RequestOutcome() {}

    static Probe of(String sent, Said ran, Duration limit) {
        int exit = ran.code().orElse(-1);
        return switch (exit) {
            case -1 -> denied(sent, "no answer within " + limit.toSeconds() + " s");
            case 0 -> answered(sent, ran.output());
            case 6 -> denied(sent, "the instance finds no address for the name");
            case 7 -> denied(sent, "no connection");
            case 28 -> denied(sent, "no answer in time");
            case ProbeScript.NO_TOKEN -> denied(sent, "the metadata service gives no token");
            case ProbeScript.NO_CREDENTIALS -> denied(sent, "the metadata service has no credentials");
            case ProbeScript.NO_CURL -> Probe.notSent("there is no curl on the instance to send it with");
            default ->
                new Probe(
                        Probe.Seen.UNCLEAR,
                        sent,
                        "curl ended with " + exit + " "
                                + ran.output().lines().findFirst().orElse(""));
        };
    }

    private static Probe answered(String sent, String output) {
        Matcher status = STATUS.matcher(output);
        String number = "";
        while (status.find()) {
            number = status.group(1);
        }
        Matcher found = CODE.matcher(output);
        String code = found.find() ? found.group(1) : "";
        String came = (number + " " + code).strip();
        boolean success = number.startsWith("2") || number.equals("404") || ASKED_ALL.contains(code);
        if (success) {
            return new Probe(
                    Probe.Seen.ALLOWED,
                    sent,
                    came + (ASKED_ALL.contains(code) ? ", which is answered when all policies have let it" : ""));
        }
        boolean refused = (number.equals("403") && !PROVES_NOTHING.contains(code)) || number.startsWith("3");
        return refused ? denied(sent, came) : new Probe(Probe.Seen.UNCLEAR, sent, came.isEmpty() ? "nothing" : came);
    }

    private static Probe denied(String sent, String came) {
        return new Probe(Probe.Seen.DENIED, sent, came);
    }
}

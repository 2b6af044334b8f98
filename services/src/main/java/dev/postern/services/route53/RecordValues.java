package dev.postern.services.route53;

import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.RecordSet.Values;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Which values a record of a type may have.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html">Supported DNS record types</a>
 */
final class RecordValues {
    private RecordValues() {}

    /** What is wrong with the values of a set, in AWS's words; empty if nothing is. */
    static Optional<String> problem(String type, List<String> values) {
        if (values.size() > Limits.VALUES_OF_A_SET) {
            return Optional.of("Cannot have more than " + Limits.VALUES_OF_A_SET + " records in a RRSet.");
        }
        if (type.equals("CNAME") && values.size() > 1) {
            return Optional.of("CNAME resource record sets may have only one value");
        }
        Set<String> seen = new HashSet<>();
        for (String value : values) {
            if (!seen.add(value)) {
                return Optional.of("Duplicate Resource Record: '" + value + "'");
            }
            Optional<String> problem = problem(type, value);
            if (problem.isPresent()) {
                return Optional.of("Invalid Resource Record: 'FATAL problem: " + problem.get() + " encountered with '"
                        + value + "''");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problem(String type, String value) {
        return switch (type) {
            case "TXT", "SPF" ->
                value.startsWith("\"") && value.endsWith("\"") && value.length() > 1
                        ? parsed(type, value)
                                .map(_ -> "InvalidCharacterString (Value is not a list of strings in quotation marks)")
                        : Optional.of("InvalidCharacterString (Value should be enclosed in quotation marks)");
            case "A" -> parsed(type, value).map(_ -> "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)");
            case "AAAA" ->
                parsed(type, value).map(_ -> "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)");
            case "CNAME", "NS", "PTR" ->
                DnsName.parse(value).isEmpty() || value.contains(" ")
                        ? Optional.of("DomainNameInvalid (Value is not a valid domain name)")
                        : parsed(type, value).map(_ -> "UnsupportedCharacter (Value contains unsupported characters)");
            default ->
                parsed(type, value).map(why -> "InvalidRRDATA (Value is not valid for type " + type + ": " + why + ")");
        };
    }

    /** Why a value is none; empty if it is one. */
    private static Optional<String> parsed(String type, String value) {
        try {
            Record.fromString(Name.root, Type.value(type), DClass.IN, 0, Values.inMasterForm(value), Name.root);
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()).replaceFirst("^.*<none>:[0-9]+: ", ""));
        }
    }
}

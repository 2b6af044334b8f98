package dev.postern.policy.analysis;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.policy.Condition.Quantifier;
import dev.postern.policy.ConditionOperator;
import dev.postern.policy.ContextType;
import dev.postern.policy.SpelledOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the values of one key of a condition are such that a request can have them. */
final class ValueReview {
    private static final List<Cidr> PRIVATE =
            List.of(Cidr.of("10.0.0.0/8"), Cidr.of("172.16.0.0/12"), Cidr.of("192.168.0.0/16"), Cidr.of("fc00::/7"));

    private static final Set<ConditionOperator> EXACT = Set.of(
            ConditionOperator.STRING_EQUALS,
            ConditionOperator.STRING_NOT_EQUALS,
            ConditionOperator.STRING_EQUALS_IGNORE_CASE,
            ConditionOperator.STRING_NOT_EQUALS_IGNORE_CASE);

    private final boolean variables;
    private final SpelledOperator asked;
    private final String key;
    private final Spot values;
    private final Findings findings;

    /** @param spelledKey as the document has it */
    ValueReview(boolean variables, SpelledOperator asked, String spelledKey, Spot values, Findings findings) {
        this.variables = variables;
        this.asked = asked;
        this.key = spelledKey;
        this.values = values;
        this.findings = findings;
    }

    void all() {
        if (values.isEmptyArray()) {
            empty();
            return;
        }
        List<Spot> scalars = new ArrayList<>();
        for (Spot value : values.each()) {
            if (value.node().scalar().isPresent()) {
                scalars.add(value);
            } else {
                findings.add(Issue.DATA_TYPE_MISMATCH, value, "String");
            }
        }
        if (scalars.stream().map(value -> value.node().getClass()).distinct().count() > 1) {
            findings.add(Issue.INVALID_CONDITION_DATA_TYPE, values);
        }
        if (asked.operator() == ConditionOperator.BOOL && asked.quantifier() == Quantifier.ONE && scalars.size() > 1) {
            findings.add(Issue.INVALID_CONDITION_MULTIPLE_BOOLEAN, values);
        }
        for (Spot value : scalars) {
            Variables.check(variables, value, findings);
            value(value, value.node().scalar().orElse(""));
        }
        numbers(scalars);
        addresses(scalars);
    }

    private void empty() {
        Issue issue = asked.quantifier() == Quantifier.FOR_ALL_VALUES
                ? Issue.EMPTY_ARRAY_CONDITION_FORALLVALUES
                : asked.quantifier() == Quantifier.FOR_ANY_VALUE
                        ? Issue.EMPTY_ARRAY_CONDITION_FORANYVALUE
                        : asked.ifExists() ? Issue.EMPTY_ARRAY_CONDITION_IFEXISTS : Issue.EMPTY_ARRAY_CONDITION;
        findings.add(issue, values, key);
    }

    private void value(Spot spot, String value) {
        Optional<KeyType> type = KeyType.of(asked.operator());
        boolean textual =
                type.filter(t -> t == KeyType.STRING || t == KeyType.ARN).isPresent();
        if (variables && Variables.isIn(value)) {
            if (!textual) {
                findings.add(Issue.INVALID_VARIABLE_FOR_OPERATOR, spot);
            }
            return;
        }
        String operator = asked.operator().wireName();
        if (type.isEmpty()) {
            bytesOrNull(spot, value, operator);
            return;
        }
        switch (type.get()) {
            case BOOL -> require(ContextType.BOOLEAN, value, Issue.TYPE_MISMATCH_BOOLEAN, spot, operator);
            case NUMERIC -> require(ContextType.NUMERIC, value, Issue.TYPE_MISMATCH_NUMBER, spot, operator);
            case DATE -> {
                if (require(ContextType.DATE, value, Issue.TYPE_MISMATCH_DATE, spot) && value.matches("-?\\d{5,}")) {
                    findings.add(Issue.INVALID_DATE_VALUE, spot, value);
                }
            }
            case IP -> {
                if (require(ContextType.IP, value, Issue.TYPE_MISMATCH_IP_RANGE, spot, operator)) {
                    improve(spot, value);
                }
            }
            default -> text(spot, value);
        }
    }

    private void bytesOrNull(Spot spot, String value, String operator) {
        if (asked.operator() == ConditionOperator.BINARY_EQUALS) {
            require(ContextType.BINARY, value, Issue.TYPE_MISMATCH_STRING, spot, operator);
        } else {
            require(ContextType.BOOLEAN, value, Issue.TYPE_MISMATCH_BOOLEAN, spot, operator);
        }
    }

    private boolean require(ContextType type, String value, Issue otherwise, Spot spot, Object... words) {
        boolean accepted = type.accepts(value);
        if (!accepted) {
            findings.add(otherwise, spot, words);
        }
        return accepted;
    }

    private void improve(Spot spot, String value) {
        Optional<Cidr> block = Cidr.find(value);
        String address = value.substring(0, Math.max(0, value.indexOf('/')));
        if (block.isPresent()
                && !Ip.find(address).equals(Optional.of(block.get().address()))) {
            findings.add(Issue.IMPROVE_IP_RANGE, spot, block.get());
        }
    }

    private void text(Spot spot, String value) {
        boolean wild = value.indexOf('*') >= 0 || value.indexOf('?') >= 0;
        if (wild && EXACT.contains(asked.operator())) {
            findings.add(Issue.WILDCARD_WITHOUT_LIKE_OPERATOR, spot);
        }
        if (wild) {
            return;
        }
        switch (key.toLowerCase(Locale.ROOT)) {
            case "aws:sourcevpc" -> id(spot, value, "vpc-", Issue.INVALID_VPC_FORMAT);
            case "aws:sourcevpce" -> id(spot, value, "vpce-", Issue.INVALID_VPCE_FORMAT);
            case "aws:requestedregion" -> {
                if (!value.matches("[a-z]{2,5}(-[a-z]+)+-\\d{1,2}|aws-global")) {
                    findings.add(Issue.INVALID_REGION, spot, value);
                }
            }
            default -> {}
        }
    }

    private void id(Spot spot, String value, String prefix, Issue issue) {
        if (!value.matches(prefix + "([0-9a-zA-Z]{8}|[0-9a-zA-Z]{17})")) {
            findings.add(issue, spot);
        }
    }

    private void numbers(List<Spot> scalars) {
        String operator = asked.operator().wireName();
        if (scalars.size() < 2 || !operator.matches("Numeric(Less|Greater)Than(Equals)?")) {
            return;
        }
        findings.add(
                Issue.REDUNDANT_CONDITION_VALUE_NUM,
                values,
                operator,
                operator.startsWith("NumericLess") ? "greatest" : "least",
                key);
    }

    /** Requests that come over the internet never come from a private address, and of others this key says nothing. */
    private void addresses(List<Spot> scalars) {
        boolean negated = asked.operator() == ConditionOperator.NOT_IP_ADDRESS;
        if (!key.equalsIgnoreCase("aws:SourceIp") || (!negated && asked.operator() != ConditionOperator.IP_ADDRESS)) {
            return;
        }
        Set<Boolean> kinds = scalars.stream()
                .map(value -> value.node().scalar().orElse(""))
                .map(value -> value.indexOf('/') < 0 ? Ip.find(value).map(Ip::asCidr) : Cidr.find(value))
                .flatMap(Optional::stream)
                .map(block -> PRIVATE.stream().anyMatch(all -> all.contains(block)))
                .collect(Collectors.toSet());
        if (kinds.equals(Set.of(true))) {
            findings.add(negated ? Issue.PRIVATE_NOT_IP_ADDRESS : Issue.PRIVATE_IP_ADDRESS, values);
        } else if (kinds.contains(true)) {
            findings.add(negated ? Issue.PRIVATE_NOT_IP_ADDRESS_SUBSET : Issue.PRIVATE_IP_ADDRESS_SUBSET, values);
        }
    }
}

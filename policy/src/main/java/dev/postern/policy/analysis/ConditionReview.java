package dev.postern.policy.analysis;

import dev.postern.policy.Condition.Quantifier;
import dev.postern.policy.ConditionOperator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether a condition asks for what there is, in the way in which it can be asked for. */
final class ConditionReview {
    private static final String IF_EXISTS = "IfExists";

    private final boolean variables;
    private final Spot block;
    private final Findings findings;

    ConditionReview(boolean variables, Spot block, Findings findings) {
        this.variables = variables;
        this.block = block;
        this.findings = findings;
    }

    /**
     * An operator as a condition has it.
     *
     * @param spelled as the document spells it, with all that is around it
     */
    record Asked(String spelled, ConditionOperator operator, Quantifier quantifier, boolean ifExists) {
        /** The kind of values that it compares; none for the one that compares nothing. */
        Optional<KeyType> type() {
            String name = operator.wireName();
            return name.startsWith("String")
                    ? Optional.of(KeyType.STRING)
                    : name.startsWith("Numeric")
                            ? Optional.of(KeyType.NUMERIC)
                            : name.startsWith("Date")
                                    ? Optional.of(KeyType.DATE)
                                    : name.startsWith("Arn")
                                            ? Optional.of(KeyType.ARN)
                                            : name.endsWith("IpAddress")
                                                    ? Optional.of(KeyType.IP)
                                                    : operator == ConditionOperator.BOOL
                                                            ? Optional.of(KeyType.BOOL)
                                                            : Optional.empty();
        }
    }

    void all() {
        if (!findings.require(block, Node.Obj.class)) {
            return;
        }
        if (block.members().isEmpty()) {
            findings.add(Issue.EMPTY_OBJECT_CONDITION, block);
        }
        for (Node.Member member : block.members()) {
            Optional<Asked> asked = operator(member);
            Spot keys = block.of(member);
            if (!findings.require(keys, Node.Obj.class)) {
                continue;
            }
            if (keys.members().isEmpty()) {
                findings.add(Issue.EMPTY_OBJECT_CONDITION, keys);
            }
            duplicates(keys);
            for (Node.Member key : keys.members()) {
                Optional<KeyType> type = key(keys, key);
                asked.ifPresent(operator -> {
                    type.ifPresent(known -> fits(operator, keys, key, known));
                    new ValueReview(variables, operator, key.name(), keys.of(key), findings).all();
                });
            }
        }
    }

    private Optional<Asked> operator(Node.Member member) {
        String name = member.name();
        Quantifier quantifier = Quantifier.ONE;
        for (Quantifier candidate : List.of(Quantifier.FOR_ALL_VALUES, Quantifier.FOR_ANY_VALUE)) {
            if (name.startsWith(candidate.prefix())) {
                quantifier = candidate;
                name = name.substring(candidate.prefix().length());
            }
        }
        boolean ifExists = name.endsWith(IF_EXISTS);
        String bare = ifExists ? name.substring(0, name.length() - IF_EXISTS.length()) : name;
        Optional<ConditionOperator> operator = ConditionOperator.find(bare);
        if (operator.isEmpty()) {
            findings.add(Issue.INVALID_CONDITION_OPERATOR, List.of(block.key(member)), member.name());
            return Optional.empty();
        }
        if (operator.get() == ConditionOperator.NULL && ifExists) {
            findings.add(Issue.NULL_WITH_IF_EXISTS, List.of(block.key(member)));
        }
        if (operator.get() == ConditionOperator.NULL && quantifier != Quantifier.ONE) {
            findings.add(Issue.NULL_WITH_QUALIFIER, List.of(block.key(member)));
        }
        return Optional.of(new Asked(member.name(), operator.get(), quantifier, ifExists));
    }

    private void duplicates(Spot keys) {
        Map<String, Node.Member> seen = new HashMap<>();
        for (Node.Member key : keys.members()) {
            Node.Member first = seen.putIfAbsent(key.name().toLowerCase(Locale.ROOT), key);
            if (first != null && !first.name().equals(key.name())) {
                findings.add(
                        Issue.DUPLICATE_KEYS_WITH_DIFFERENT_CASE, List.of(keys.key(first), keys.key(key)), key.name());
            }
        }
    }

    /** The type of a key, if it is one that there is; of those of identity providers nothing is known. */
    private Optional<KeyType> key(Spot keys, Node.Member member) {
        String name = member.name().toLowerCase(Locale.ROOT);
        int colon = name.indexOf(':');
        List<Location> where = List.of(keys.key(member));
        if (colon <= 0 || colon == name.length() - 1) {
            findings.add(Issue.INVALID_CONDITION_KEY_FORMAT, where);
            return Optional.empty();
        }
        if (name.startsWith(GlobalKeys.PREFIX)) {
            return global(name, member.name(), where);
        }
        String prefix = name.substring(0, colon);
        Optional<KeyType> type = PublishedNames.all().typeOf(name);
        if (!PublishedNames.all().hasKeysOf(prefix)) {
            findings.add(Issue.INVALID_SERVICE, where, member.name().substring(0, colon));
        } else if (type.isEmpty() && PublishedNames.all().isService(prefix)) {
            findings.add(Issue.INVALID_SERVICE_CONDITION_KEY, where, member.name(), prefix);
        }
        return type;
    }

    private Optional<KeyType> global(String name, String spelled, List<Location> where) {
        String bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (GlobalKeys.OF_TAGS.contains(bare)) {
            String shown = spelled.endsWith("/") ? spelled : spelled + "/";
            findings.add(Issue.MISSING_TAG_KEY_IN_CONDITION, where, shown, shown);
            return Optional.empty();
        }
        if (name.equals("aws:arn")) {
            findings.add(Issue.DEPRECATED_GLOBAL_CONDITION_KEY, where);
        }
        Optional<KeyType> type = GlobalKeys.typeOf(name);
        if (type.isEmpty()) {
            findings.add(Issue.INVALID_GLOBAL_CONDITION_KEY, where, spelled);
        }
        return type;
    }

    private void fits(Asked asked, Spot keys, Node.Member key, KeyType type) {
        if (asked.operator() == ConditionOperator.NULL) {
            return;
        }
        List<Location> where = List.of(keys.key(key));
        if (type.several() && asked.quantifier() == Quantifier.ONE) {
            findings.add(Issue.MISSING_QUALIFIER, where, key.name());
        }
        if (!type.several() && asked.quantifier() == Quantifier.FOR_ALL_VALUES) {
            findings.add(Issue.FORALLVALUES_WITH_SINGLE_VALUED_KEY, where, key.name());
        }
        boolean like = asked.operator() == ConditionOperator.STRING_LIKE
                || asked.operator() == ConditionOperator.STRING_NOT_LIKE;
        if (type == KeyType.ARN && like) {
            findings.add(
                    Issue.STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS,
                    where,
                    type.operators(),
                    asked.operator().wireName(),
                    key.name());
        } else if (!type.operators().isEmpty()
                && asked.type().isPresent()
                && !isFor(asked.type().get(), type)) {
            findings.add(
                    Issue.TYPE_MISMATCH,
                    where,
                    type.operators(),
                    asked.operator().wireName(),
                    key.name());
        }
    }

    /** Texts may be ARNs, and ARNs are texts. */
    private static boolean isFor(KeyType operator, KeyType key) {
        return switch (key) {
            case STRING, STRINGS, ARN -> operator == KeyType.STRING || operator == KeyType.ARN;
            case NUMERIC, BOOL, DATE, IP -> operator == key;
            case OTHERS, TIME -> true;
        };
    }
}

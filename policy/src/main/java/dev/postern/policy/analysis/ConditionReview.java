package dev.postern.policy.analysis;

import dev.postern.policy.Condition.Quantifier;
import dev.postern.policy.ConditionOperator;
import dev.postern.policy.SpelledOperator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether a condition asks for what there is, in the way in which it can be asked for. */
final class ConditionReview {
    private final boolean variables;
    private final Spot block;
    private final Findings findings;

    ConditionReview(boolean variables, Spot block, Findings findings) {
        this.variables = variables;
        this.block = block;
        this.findings = findings;
    }

    void all() {
        if (!findings.require(block, Node.Obj.class)) {
            return;
        }
        if (block.members().isEmpty()) {
            findings.add(Issue.EMPTY_OBJECT_CONDITION, block);
        }
        for (Node.Member member : block.members()) {
            Optional<SpelledOperator> asked = operator(member);
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

    private Optional<SpelledOperator> operator(Node.Member member) {
        List<Location> where = List.of(block.key(member));
        Optional<SpelledOperator> found = SpelledOperator.find(member.name());
        if (found.isEmpty()) {
            findings.add(Issue.INVALID_CONDITION_OPERATOR, where, member.name());
        }
        found.filter(asked -> asked.operator() == ConditionOperator.NULL).ifPresent(asked -> {
            if (asked.ifExists()) {
                findings.add(Issue.NULL_WITH_IF_EXISTS, where);
            }
            if (asked.quantifier() != Quantifier.ONE) {
                findings.add(Issue.NULL_WITH_QUALIFIER, where);
            }
        });
        return found;
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

    private void fits(SpelledOperator asked, Spot keys, Node.Member key, KeyType type) {
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
                && KeyType.of(asked.operator())
                        .filter(compared -> !isFor(compared, type))
                        .isPresent()) {
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

package dev.postern.policy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which statements of a policy grant what another one did not. Where that cannot be decided they do: what is found to grant nothing new
 * grants nothing new, whoever asks, whenever, and whatever the values of variables are.
 *
 * <p>What a statement grants is not new where the other policy has a statement that is in force whenever this one is, and none that may deny
 * it, unless this policy denies the same.
 *
 * @see <a href="https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoNewAccess.html">CheckNoNewAccess</a>
 */
public final class NewAccess {
    private final Policy existing;
    private final Policy updated;
    private final PatternSearch.Budget budget = new PatternSearch.Budget();

    public NewAccess(Policy existing, Policy updated) {
        this.existing = existing;
        this.updated = updated;
    }

    /** The statements of the updated policy that grant what the existing one did not. */
    public List<Statement> granting() throws AccessCheck.TooComplexException {
        List<Statement> granting = new ArrayList<>();
        try {
            for (Statement statement : updated.statements()) {
                if (statement.effect() == Effect.ALLOW && new Question(statement).isSome()) {
                    granting.add(statement);
                }
            }
        } catch (PatternSearch.TooComplex e) {
            throw new AccessCheck.TooComplexException(e);
        }
        return granting;
    }

    private static List<Statement> denials(Policy policy) {
        return policy.statements().stream()
                .filter(statement -> statement.effect() == Effect.DENY)
                .toList();
    }

    /** What a statement has to do with what another one allows. */
    private enum Part {
        /** It allows what may be new. */
        ALLOWS,
        /** It allowed it before. */
        ALLOWED,
        /** It may have denied it before. */
        DENIED,
        /** It denies it now. */
        DENIES
    }

    private record Player(Part part, Statement statement) {}

    /** Whether one statement grants something new. The statements that matter have numbers, of which all else are sets. */
    private final class Question {
        private final Statement allow;
        private final List<Player> players = new ArrayList<>();
        private final BitSet allowed;
        private final BitSet denied;

        /** What denies now, whenever the statement would allow. */
        private final BitSet denies = new BitSet();

        /** For each that may have denied, what denies now whenever that would. */
        private final Map<Integer, BitSet> still = new HashMap<>();

        Question(Statement allow) {
            this.allow = allow;
            List<Statement> denials = denials(updated);
            add(Part.ALLOWS, List.of(allow));
            this.allowed = add(
                    Part.ALLOWED,
                    existing.statements().stream()
                            .filter(statement -> statement.effect() == Effect.ALLOW && isInForceWith(statement, allow))
                            .toList());
            this.denied = add(
                    Part.DENIED,
                    denials(existing).stream()
                            .filter(denial -> denials.stream().noneMatch(other -> isSame(denial, other)))
                            .toList());
            for (int number : add(Part.DENIES, denials).stream().toArray()) {
                Statement denial = players.get(number).statement();
                denies.set(number, isInForceWith(denial, allow));
                denied.stream()
                        .filter(before ->
                                isInForceWith(denial, players.get(before).statement()))
                        .forEach(before ->
                                still.computeIfAbsent(before, _ -> new BitSet()).set(number));
            }
        }

        /** @return their numbers */
        private BitSet add(Part part, List<Statement> statements) {
            BitSet numbers = new BitSet();
            numbers.set(players.size(), players.size() + statements.size());
            statements.forEach(statement -> players.add(new Player(part, statement)));
            return numbers;
        }

        private boolean isSame(Statement denied, Statement denies) {
            return isInForceWith(denies, denied) && Implication.isOnTheSame(denies, denied);
        }

        boolean isSome() {
            List<Glob> patterns = new ArrayList<>(List.of(AccessCheck.ANY_ACTION));
            int[] from = new int[players.size()];
            for (int i = 0; i < from.length; i++) {
                from[i] = patterns.size();
                patterns.addAll(players.get(i).statement().actions().globs());
            }
            Map<BitSet, Boolean> known = new HashMap<>();
            return PatternSearch.finds(patterns, 1, budget, matching -> {
                BitSet speaking = new BitSet();
                for (int i = 0; i < from.length; i++) {
                    speaking.set(i, AccessCheck.isIn(players.get(i).statement().actions(), matching, from[i]));
                }
                return matching.get(0) && speaking.get(0) && known.computeIfAbsent(speaking, this::isSomeResource);
            });
        }

        /** @param speaking the players that are for an action */
        private boolean isSomeResource(BitSet speaking) {
            List<Glob> patterns = new ArrayList<>(List.of(AccessCheck.ANY));
            Map<Integer, ResourceArea> areas = new HashMap<>();
            speaking.stream().forEach(number -> areas.put(number, area(players.get(number), patterns)));
            return PatternSearch.finds(patterns, 1, budget, matching -> {
                BitSet on = new BitSet();
                areas.forEach((number, area) -> on.set(number, area.has(matching)));
                return isNew(on);
            });
        }

        /** @param on the players that are for an action on a resource */
        private boolean isNew(BitSet on) {
            return on.get(0)
                    && !on.intersects(denies)
                    && (!on.intersects(allowed)
                            || denied.stream()
                                    .filter(on::get)
                                    .anyMatch(before -> !on.intersects(still.getOrDefault(before, new BitSet()))));
        }

        private ResourceArea area(Player player, List<Glob> patterns) {
            return switch (player.part()) {
                case ALLOWS -> ResourceArea.symbolic(allow, patterns);
                case ALLOWED, DENIES -> certain(player.statement(), patterns);
                case DENIED -> possible(player.statement(), patterns);
            };
        }

        /** What a statement is for with any values of variables. */
        private ResourceArea certain(Statement statement, List<Glob> patterns) {
            if (Implication.haveSameResources(statement, allow) && existing.version() == updated.version()) {
                return ResourceArea.symbolic(statement, patterns);
            }
            boolean negated = statement.resources().isPresent()
                    && statement.resources().get().negated();
            if (negated) {
                return hasVariables(allow) ? ResourceArea.NONE : ResourceArea.of(statement, false, patterns);
            }
            // A question mark is for one character, of which a variable may have more.
            return hasVariables(allow) && hasQuestionMarks(statement)
                    ? ResourceArea.NONE
                    : ResourceArea.symbolic(statement, patterns);
        }

        /** What a statement is for with some values of variables: those of what is allowed may make it anything. */
        private ResourceArea possible(Statement statement, List<Glob> patterns) {
            return hasVariables(allow) ? ResourceArea.ALL : ResourceArea.of(statement, true, patterns);
        }
    }

    /** Conditions that are written alike mean the same only in one version of the language, where they have variables. */
    private boolean isInForceWith(Statement one, Statement other) {
        boolean alike = existing.version() == updated.version()
                || one.conditions().stream()
                        .flatMap(condition -> condition.values().stream())
                        .noneMatch(value -> value.contains("${"));
        return alike && Implication.isInForceWith(one, other);
    }

    private static boolean hasVariables(Statement statement) {
        return statement
                .resources()
                .filter(clause -> clause.templates().stream().anyMatch(template -> !template.isConstant()))
                .isPresent();
    }

    private static boolean hasQuestionMarks(Statement statement) {
        return statement
                .resources()
                .filter(clause -> clause.templates().stream().anyMatch(template -> hasQuestionMark(template.widest())))
                .isPresent();
    }

    private static boolean hasQuestionMark(Glob glob) {
        for (int i = 0; i < glob.length(); i++) {
            if (glob.isWild(i) && !glob.isStar(i)) {
                return true;
            }
        }
        return false;
    }
}

package dev.postern.server.verify.checks;

import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.Distinctions;
import dev.postern.policy.Layer;
import dev.postern.policy.LayerVerdict;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.services.authorization.Authorizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks for requests that are allowed: of all that the policies in play tell apart it asks for one. */
final class Search {
    /** How many holes of one subject are told, and of a check. */
    private static final int OF_SUBJECT_MAX = 3;

    private static final int HOLES_MAX = 500;
    private static final int COMBINATIONS_MAX = 20_000;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\s*([^},]+?)\\s*(?:,[^}]*)?\\}");

    private final World world;
    private final Said said;
    private final List<Hole> holes = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private final Map<String, Integer> ofSubject = new HashMap<>();
    private final Set<String> undecided = new TreeSet<>();
    private final Map<String, Pool<String>> pools = new HashMap<>();

    Search(World world, Said said) {
        this.world = world;
        this.said = said;
    }

    /** Whether enough was found. */
    boolean isFull(String subject) {
        return holes.size() >= HOLES_MAX || ofSubject.getOrDefault(subject, 0) >= OF_SUBJECT_MAX;
    }

    Outcome outcome() {
        return new Outcome(world.asked(), holes, List.copyOf(undecided));
    }

    /**
     * Looks whether somebody is allowed something on a target by a way.
     *
     * @param subject of what some holes are enough
     */
    void look(String subject, Who who, Way way, Target target) {
        List<Distinctions> policies = Stream.of(
                        target.policies(), who.policies(), way.policies(), said.resourceControls())
                .flatMap(List::stream)
                .distinct()
                .toList();
        for (String pattern : target.arns().apart(policies)) {
            String arn = resolved(pattern, who, way, target);
            for (String action : actions(target.service(), arn).apart(policies)) {
                if (isFull(subject)) {
                    return;
                }
                if (mayBe(who, way, target, action, arn)) {
                    ask(subject, who, way, target, action, arn, policies);
                }
            }
        }
    }

    private Pool<String> actions(String service, String arn) {
        List<String> all = world.actions(service, arn);
        return pools.computeIfAbsent(
                service + all.size() + all.stream().findFirst().orElse(""),
                _ -> new Pool<>(all, action -> keysOf(service, action), Distinctions::ofAction));
    }

    /** Actions of S3 differ by the keys that their requests can have. */
    private Object keysOf(String service, String action) {
        return service.equals("s3")
                ? ServiceAuthorization.of("s3")
                        .action(action.substring(action.indexOf(':') + 1))
                        .resources()
                        .values()
                        .toString()
                        .hashCode()
                : "";
    }

    /** Whether it can be allowed at all, whatever the context. */
    private static boolean mayBe(Who who, Way way, Target target, String action, String arn) {
        boolean grantedByOwner = target.policy()
                .filter(policy -> policy.mayAllow(who.facts(), action, arn))
                .isPresent();
        boolean ownResource = who.facts().account().equals(Optional.of(target.owner()));
        boolean granted =
                who.grantsAll() || who.grants().stream().anyMatch(policy -> policy.mayAllow(who.facts(), action, arn));
        boolean needsOwner = target.role().isPresent() || !ownResource;
        boolean may = needsOwner ? grantedByOwner : grantedByOwner || granted;
        return may
                && way.policy().stream().allMatch(policy -> policy.mayAllow(who.facts(), action, arn))
                && Stream.of(target.policies(), who.policies(), way.policies())
                        .flatMap(List::stream)
                        .noneMatch(policy -> policy.surelyDenies(who.facts(), action, arn));
    }

    private void ask(
            String subject, Who who, Way way, Target target, String action, String arn, List<Distinctions> policies) {
        Set<String> keys = new TreeSet<>();
        policies.forEach(policy -> keys.addAll(policy.keys(who.facts(), action, arn)));
        keys.removeIf(key -> !Said.isFree(key, who, way, action, target));
        Map<String, List<List<String>>> choices = new LinkedHashMap<>();
        long combinations = 1;
        for (String key : keys) {
            List<List<String>> values = said.values(key, policies);
            choices.put(key, values);
            combinations *= values.size();
            if (combinations > COMBINATIONS_MAX) {
                undecided.add(action + " on " + target.shown() + " by " + who.shown() + ": its policies ask for more"
                        + " than " + COMBINATIONS_MAX + " combinations of condition keys");
                return;
            }
        }
        for (long number = 0; number < combinations; number++) {
            Map<String, List<String>> chosen = chosen(choices, number, who, way, target);
            World.Attempt attempt = new World.Attempt(who, way, action, arn, target, chosen);
            List<Decision> letting = world.letting(attempt);
            if (!letting.isEmpty()) {
                found(subject, attempt, letting);
                return;
            }
        }
    }

    private Map<String, List<String>> chosen(
            Map<String, List<List<String>>> choices, long number, Who who, Way way, Target target) {
        Map<String, List<String>> chosen = new LinkedHashMap<>();
        long rest = number;
        for (Map.Entry<String, List<List<String>>> choice : choices.entrySet()) {
            int size = choice.getValue().size();
            List<String> values = choice.getValue().get((int) (rest % size));
            rest /= size;
            if (!values.isEmpty()) {
                chosen.put(
                        choice.getKey(),
                        values.stream()
                                .map(value -> resolved(value, who, way, target))
                                .toList());
            }
        }
        return chosen;
    }

    /** A text with the values of its variables. */
    private String resolved(String text, Who who, Way way, Target target) {
        if (!text.contains("${")) {
            return text;
        }
        RequestContext context = world.context(who, way, target);
        ConditionContext keys = Authorizer.keys(world.state(target), context);
        return VARIABLE.matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(keys.single(found.group(1)).orElse("x")));
    }

    private void found(String subject, World.Attempt attempt, List<Decision> letting) {
        List<String> letBy = new ArrayList<>();
        for (Decision decision : letting) {
            decision.verdicts().forEach((layer, verdict) -> letBy.add(sentence(layer, verdict)));
            if (!decision.verdicts().containsKey(Layer.RESOURCE)
                    && !decision.verdicts().containsKey(Layer.ROLE_TRUST)) {
                letBy.add(Layer.RESOURCE.title() + ": there is none");
            }
        }
        Target target = attempt.target();
        if (!told.add(subject + letBy)) {
            return;
        }
        ofSubject.merge(subject, 1, Integer::sum);
        List<String> made = new ArrayList<>();
        attempt.said().forEach((key, values) -> made.add(key + "=" + String.join(",", values)));
        if (target.foreign()) {
            made.add("a resource of account " + target.owner() + " that lets everybody");
        }
        holes.add(new Hole(
                Optional.of(attempt.who().caller()),
                attempt.who().shown(),
                attempt.action(),
                attempt.arn(),
                attempt.way().shown(),
                attempt.way().endpoint().map(VpcEndpoint::id),
                made,
                letBy));
    }

    static String sentence(Layer layer, LayerVerdict verdict) {
        return layer.title() + ": " + (verdict.allows() ? verdict.describe() : "none of it denies it");
    }

    /** Notes what an AWS service is let do for a stranger. */
    void foundService(Target target, String service, String action, String arn, String owner, Decision decision) {
        List<String> letBy = new ArrayList<>();
        decision.verdicts().forEach((layer, verdict) -> letBy.add(sentence(layer, verdict)));
        if (told.add(target.shown() + letBy)) {
            ofSubject.merge(target.shown(), 1, Integer::sum);
            holes.add(new Hole(
                    Optional.empty(),
                    service + " on behalf of account " + owner + " (not trusted)",
                    action,
                    arn,
                    "AWS's own network",
                    Optional.empty(),
                    List.of("aws:sourceaccount=" + owner),
                    letBy));
        }
    }
}

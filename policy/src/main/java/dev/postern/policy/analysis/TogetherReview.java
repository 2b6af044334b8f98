package dev.postern.policy.analysis;

import dev.postern.policy.S3ConditionKeys;
import dev.postern.policy.ServiceAuthorization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a statement's condition does what it seems to do beside the statement's effect, principals and actions. */
final class TogetherReview {
    private static final String GITHUB = "token.actions.githubusercontent.com";
    private static final String OIDC = ":oidc-provider/";
    private static final String S3 = "s3:";

    private final PolicyForm form;
    private final Spot statement;
    private final Findings findings;
    private final List<Asked> asked;

    /** A key that the condition asks for, with the operator as the document spells it. */
    private record Asked(String operator, String key, Location keyAt, Spot values) {
        boolean isNegated() {
            return operator.contains("Not");
        }
    }

    TogetherReview(PolicyForm form, Spot statement, Findings findings) {
        this.form = form;
        this.statement = statement;
        this.findings = findings;
        this.asked = asked(statement);
    }

    private static List<Asked> asked(Spot statement) {
        List<Asked> asked = new ArrayList<>();
        Optional<Spot> block = statement.member("Condition");
        for (Node.Member operator : block.map(Spot::members).orElse(List.of())) {
            Spot keys = block.get().of(operator);
            for (Node.Member key : keys.members()) {
                asked.add(new Asked(operator.name(), key.name(), keys.key(key), keys.of(key)));
            }
        }
        return asked;
    }

    void all() {
        for (Asked one : asked) {
            String key = one.key().toLowerCase(Locale.ROOT);
            if (key.endsWith(":aud") && one.operator().startsWith("ForAnyValue:")) {
                findings.add(Issue.FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE, List.of(one.keyAt()), one.key());
            }
            if (key.equals("s3:prefix") && one.operator().contains("String") && one.isNegated() == statement.allows()) {
                findings.add(Issue.S3_PREFIX_IN_NEGATIVE_CONTEXT, List.of(one.keyAt()));
            }
            actions(one, key);
        }
        if (statement.allows() && (form == PolicyForm.TRUST || form == PolicyForm.RESOURCE)) {
            statement
                    .member("Principal")
                    .flatMap(principal -> principal.member("Federated"))
                    .ifPresent(this::providers);
        }
    }

    /** AWS looks at no actions with wildcards, and at these keys only here: those of S3, and what identity providers say, which STS has. */
    private void actions(Asked one, String key) {
        boolean ofS3 = key.startsWith(S3);
        if (PublishedNames.all().typeOf(key).isEmpty() || !(ofS3 || isOfProvider(key))) {
            return;
        }
        ServiceAuthorization service = ServiceAuthorization.of(ofS3 ? "s3" : "sts");
        List<Spot> without = statement.member("Action").map(Spot::texts).orElse(List.of()).stream()
                .filter(action -> known(service, action.text())
                        .filter(known -> ofS3 ? !S3ConditionKeys.apply(known, key) : !known.canHave(key))
                        .isPresent())
                .toList();
        if (!without.isEmpty()) {
            List<Location> locations =
                    new ArrayList<>(without.stream().map(Spot::location).toList());
            locations.add(one.values().location());
            findings.add(
                    Issue.UNSUPPORTED_ACTION_FOR_CONDITION_KEY,
                    locations,
                    String.join(", ", without.stream().map(Spot::text).toList()),
                    one.key());
        }
    }

    private static boolean isOfProvider(String key) {
        String prefix = key.substring(0, key.indexOf(':'));
        return prefix.equals("saml") || prefix.indexOf('.') > 0;
    }

    private static Optional<ServiceAuthorization.Action> known(ServiceAuthorization service, String action) {
        String prefix = service.service() + ":";
        return action.toLowerCase(Locale.ROOT).startsWith(prefix)
                ? service.find(action.substring(prefix.length()))
                : Optional.empty();
    }

    private void providers(Spot providers) {
        for (Spot provider : providers.texts()) {
            String name = provider.text();
            int at = name.indexOf(OIDC);
            String host = at < 0 ? name : name.substring(at + OIDC.length());
            if (host.startsWith("arn:") || host.indexOf('.') < 0) {
                continue; // of SAML, or nothing at all
            }
            if (asked.stream().noneMatch(one -> isOf(host, one.key()))) {
                findings.add(Issue.MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL, provider);
            }
            if (host.equals(GITHUB) && asked.stream().noneMatch(one -> one.key().equalsIgnoreCase(GITHUB + ":sub"))) {
                findings.add(Issue.MISSING_GITHUB_REPO_CONDITION_KEY, provider);
            }
        }
    }

    private static boolean isOf(String host, String key) {
        return key.toLowerCase(Locale.ROOT).startsWith(host.toLowerCase(Locale.ROOT) + ":");
    }
}

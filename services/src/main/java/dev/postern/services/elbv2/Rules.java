package dev.postern.services.elbv2;

import dev.postern.model.elbv2.Listener;
import dev.postern.wire.codec.Page;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeRulesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeRulesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;

/** The rules of listeners. Each has one, the default one, which is what the listener does. */
final class Rules {
    private static final Pattern RULE = Pattern.compile(":listener-rule/(net|gwy)/");
    private static final int ID_LENGTH = 16;

    private Rules() {}

    static DescribeRulesResponse describe(Elbv2Call call, DescribeRulesRequest request) {
        if ((request.listenerArn() == null) == request.ruleArns().isEmpty()) {
            throw Elbv2Error.VALIDATION_ERROR.of(
                    request.listenerArn() == null
                            ? "You must specify either listener rule ARNs or a listener ARN"
                            : "A listener ARN and rule ARNs cannot be specified at the same time");
        }
        List<Rule> all = request.listenerArn() == null
                ? request.ruleArns().stream()
                        .distinct()
                        .map(arn -> named(call, arn))
                        .toList()
                : List.of(of(call, call.listener(request.listenerArn())));
        Page<Rule> page = Elbv2Call.page(request, all, Rule::ruleArn, request.marker(), request.pageSize());
        return DescribeRulesResponse.builder()
                .rules(page.items())
                .nextMarker(page.next())
                .build();
    }

    /** The rule that an ARN names: there are default ones only. */
    static Rule named(Elbv2Call call, String arn) {
        int end = arn.lastIndexOf('/');
        if (!RULE.matcher(arn).find() || end < 0) {
            throw Elbv2Error.VALIDATION_ERROR.of("'" + arn + "' is not a valid listener rule ARN");
        }
        return call.findListener(arn.substring(0, end).replace(":listener-rule/", ":listener/"))
                .map(listener -> of(call, listener))
                .filter(rule -> rule.ruleArn().equals(arn))
                .orElseThrow(() -> Elbv2Error.RULE_NOT_FOUND.of("One or more rules not found"));
    }

    private static Rule of(Elbv2Call call, Listener listener) {
        // Its id is nobody's choice and never changes, so it follows from the listener.
        String id = UUID.nameUUIDFromBytes(listener.key().getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "")
                .substring(0, ID_LENGTH);
        return Rule.builder()
                .ruleArn(listener.arn().toString().replace(":listener/", ":listener-rule/") + "/" + id)
                .priority("default")
                .conditions(List.of())
                .actions(Listeners.action(call, listener))
                .isDefault(true)
                .build();
    }
}

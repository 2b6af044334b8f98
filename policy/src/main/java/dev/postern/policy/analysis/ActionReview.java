package dev.postern.policy.analysis;

import dev.postern.policy.ControlsInForce;
import java.util.List;
import java.util.Locale;

/** Whether the actions of a statement are some that there are. */
final class ActionReview {
    private final PolicyForm form;
    private final Spot element;
    private final Findings findings;

    ActionReview(PolicyForm form, Spot element, Findings findings) {
        this.form = form;
        this.element = element;
        this.findings = findings;
    }

    void all() {
        for (Spot action : element.each()) {
            if (findings.require(action, Node.Text.class)) {
                action(action, action.text());
            }
        }
        List<Spot> redundant = Redundancy.among(element.texts(), true);
        if (!redundant.isEmpty()) {
            findings.add(
                    Issue.REDUNDANT_ACTION,
                    redundant.stream().map(Spot::location).toList(),
                    redundant.size(),
                    redundant.getFirst().text());
        }
    }

    private void action(Spot spot, String action) {
        if (Variables.isIn(action)) {
            findings.add(Issue.VARIABLE_UNSUPPORTED_IN_ELEMENT, spot, Variables.first(action));
            return;
        }
        int colon = action.indexOf(':');
        String service = colon < 0 ? "" : action.substring(0, colon).toLowerCase(Locale.ROOT);
        if (form == PolicyForm.RESOURCE_CONTROL && !ControlsInForce.OF_RESOURCES.contains(service)) {
            findings.add(Issue.RCP_SYNTAX_ERROR_ACTION, spot);
        }
        if (action.equals("*")) {
            return;
        }
        if (colon < 0) {
            findings.add(Issue.INVALID_ACTION, spot, action);
        } else if (!PublishedNames.all().isService(service)) {
            findings.add(Issue.INVALID_SERVICE_IN_ACTION, spot, action.substring(0, colon));
        } else if (!PublishedNames.all()
                .hasAction(service, action.substring(colon + 1).toLowerCase(Locale.ROOT))) {
            findings.add(Issue.INVALID_ACTION, spot, action);
        } else if (form == PolicyForm.BUCKET && !service.equals("s3")) {
            findings.add(Issue.UNSUPPORTED_ACTION_IN_POLICY, spot, action, "S3 Bucket");
        }
    }
}

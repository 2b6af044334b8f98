package dev.postern.services.accessanalyzer;

import dev.postern.policy.analysis.Finding;
import dev.postern.policy.analysis.Location.Step;
import dev.postern.policy.analysis.Span;
import software.amazon.awssdk.services.accessanalyzer.model.Location;
import software.amazon.awssdk.services.accessanalyzer.model.PathElement;
import software.amazon.awssdk.services.accessanalyzer.model.Position;
import software.amazon.awssdk.services.accessanalyzer.model.ValidatePolicyFinding;

/** Findings as answers show them. */
final class FindingShape {
    private FindingShape() {}

    static ValidatePolicyFinding of(Finding finding) {
        return ValidatePolicyFinding.builder()
                .findingDetails(finding.details())
                .findingType(finding.issue().severity().name())
                .issueCode(finding.issue().name())
                .learnMoreLink(finding.issue().link())
                .locations(finding.locations().stream().map(FindingShape::of).toList())
                .build();
    }

    private static Location of(dev.postern.policy.analysis.Location location) {
        return Location.builder()
                .path(location.path().stream().map(FindingShape::of).toList())
                .span(span -> span.start(of(location.span().start()))
                        .end(of(location.span().end())))
                .build();
    }

    private static PathElement of(Step step) {
        return switch (step) {
            case Step.Key(String name) -> PathElement.fromKey(name);
            case Step.Value(String name) -> PathElement.fromValue(name);
            case Step.Index(int index) -> PathElement.fromIndex(index);
        };
    }

    private static Position of(Span.Position position) {
        return Position.builder()
                .line(position.line())
                .column(position.column())
                .offset(position.offset())
                .build();
    }
}

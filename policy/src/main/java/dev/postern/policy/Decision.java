package dev.postern.policy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to an authorization request, with what each layer said and which one decided. Error messages and
 * explanations are renderings of this value.
 *
 * @param decidedBy the layer because of which the request is refused; for an allowed one, the layer that granted it
 */
public record Decision(
        boolean allowed, AuthorizationRequest request, Map<Layer, LayerVerdict> verdicts, Layer decidedBy) {
    public Decision {
        verdicts = Collections.unmodifiableMap(new EnumMap<>(verdicts));
    }

    static Decision allowedBy(Layer layer, AuthorizationRequest request, EnumMap<Layer, LayerVerdict> verdicts) {
        return new Decision(true, request, verdicts, layer);
    }

    static Decision deniedBy(Layer layer, AuthorizationRequest request, EnumMap<Layer, LayerVerdict> verdicts) {
        return new Decision(false, request, verdicts, layer);
    }

    public LayerVerdict verdict(Layer layer) {
        return verdicts.getOrDefault(layer, new LayerVerdict.Absent());
    }

    /** Whether a statement said no, rather than none saying yes. */
    public boolean explicitlyDenied() {
        return !allowed && verdict(decidedBy) instanceof LayerVerdict.Denies;
    }

    /** The statement that decided, if one did. */
    public Optional<StatementReference> statement() {
        return switch (verdict(decidedBy)) {
            case LayerVerdict.Allows(Optional<StatementReference> by, Reach _) -> by;
            case LayerVerdict.Denies(StatementReference by, Statement _, boolean _) -> Optional.of(by);
            case LayerVerdict.Silent(), LayerVerdict.Absent() -> Optional.empty();
        };
    }

    /** The statement that said no, with what it says. */
    public Optional<Statement> denying() {
        return !allowed && verdict(decidedBy) instanceof LayerVerdict.Denies denies
                ? Optional.of(denies.statement())
                : Optional.empty();
    }

    /**
     * AWS's words for a refusal.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access denied
     *     error messages</a>
     */
    public String deniedText() {
        return subject() + " " + reason();
    }

    /** The same for a service that has its own words for its resources, as IAM's {@code role admin}. */
    public String deniedText(String shownResource) {
        return "User: " + request.caller().arn() + " is not authorized to perform: " + request.action()
                + " on resource: " + shownResource + " " + reason();
    }

    /** The refusal without its reason, as AWS words it where it keeps the reason to itself. */
    public String subject() {
        String resource = request.resource();
        String quoted = request.action().startsWith("s3:") ? "\"" + resource + "\"" : resource;
        return "User: " + request.caller().arn() + " is not authorized to perform: " + request.action()
                + (resource.equals("*") ? "" : " on resource: " + quoted);
    }

    /** "because no ... policy allows" or "with an explicit deny in ...". */
    public String reason() {
        return explicitlyDenied()
                ? "with an explicit deny in " + decidedBy.withArticle()
                : "because no " + decidedBy.title() + " allows the " + request.action() + " action";
    }

    /** One line a layer, for people. */
    public List<String> explanation() {
        return verdicts.entrySet().stream().map(Decision::line).toList();
    }

    private static String line(Map.Entry<Layer, LayerVerdict> entry) {
        return entry.getKey().title() + ": " + entry.getValue().describe();
    }
}

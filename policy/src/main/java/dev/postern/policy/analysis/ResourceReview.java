package dev.postern.policy.analysis;

import dev.postern.policy.ResourceGrammar;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether the resources of a statement are written as ARNs that there can be. */
final class ResourceReview {
    private static final int FIELDS = 6;
    private static final Pattern REGION = Pattern.compile("[a-z]{2,5}(-[a-z]+)+-\\d{1,2}|global");

    /** With what the names begin of those resources of S3 that belong to a Region. */
    private static final Set<String> REGIONAL_OF_S3 =
            Set.of("accesspoint", "job", "storage-lens", "storage-lens-group", "access-grants", "async-request");

    private final PolicyForm form;
    private final boolean variables;
    private final Spot element;
    private final Findings findings;

    ResourceReview(PolicyForm form, boolean variables, Spot element, Findings findings) {
        this.form = form;
        this.variables = variables;
        this.element = element;
        this.findings = findings;
    }

    void all() {
        for (Spot resource : element.each()) {
            if (findings.require(resource, Node.Text.class)) {
                Variables.check(variables, resource, findings);
                resource(resource, Variables.asStars(resource.text()));
            }
        }
        List<Spot> redundant = Redundancy.among(element.texts(), false);
        if (!redundant.isEmpty()) {
            findings.add(
                    Issue.REDUNDANT_RESOURCE,
                    redundant.stream().map(Spot::location).toList(),
                    redundant.size());
        }
    }

    private void resource(Spot spot, String resource) {
        if (resource.equals("*")) {
            return;
        }
        String[] parts = resource.split(":", FIELDS);
        if (!parts[0].equals("arn")) {
            if (!isWild(parts[0]) || parts.length == 1) {
                findings.add(Issue.INVALID_ARN_PREFIX, spot);
            }
            return;
        }
        if (parts.length < FIELDS) {
            if (!isWild(parts[parts.length - 1])) {
                findings.add(Issue.MISSING_ARN_FIELD, spot, FIELDS);
            }
            return;
        }
        String service = parts[2];
        if (!isWild(parts[1]) && !ResourceGrammar.PARTITIONS.contains(parts[1])) {
            findings.add(
                    Issue.INVALID_PARTITION, spot, service, parts[1], String.join(", ", ResourceGrammar.PARTITIONS));
        }
        if (isWild(service)) {
            findings.add(Issue.WILDCARD_IN_SERVICE_NAME, spot);
            return;
        }
        if (!service.equals(service.toLowerCase(Locale.ROOT))) {
            findings.add(Issue.INVALID_ARN_SERVICE_CASE, spot, service);
            return;
        }
        if (form == PolicyForm.BUCKET && !service.equals("s3")) {
            findings.add(Issue.UNSUPPORTED_RESOURCE_ARN_IN_POLICY, spot, "S3 Bucket");
        }
        place(spot, service, marks(service, parts[5]), parts[3], parts[4]);
        if (service.equals("iam") && !isOfIam(parts[5])) {
            findings.add(Issue.INVALID_ARN_RESOURCE, spot);
        }
    }

    private void place(Spot spot, String service, String marks, String region, String account) {
        if (marks.charAt(0) == '-' && !region.isEmpty()) {
            if (!isWild(region) || service.equals("iam")) {
                findings.add(Issue.ARN_REGION_NOT_ALLOWED, spot, service);
            }
        } else if (marks.charAt(0) == '+' && region.isEmpty()) {
            findings.add(Issue.MISSING_ARN_REGION, spot, service);
        } else if (!region.isEmpty()
                && !isWild(region)
                && !REGION.matcher(region).matches()) {
            findings.add(Issue.INVALID_ARN_REGION, spot, region);
        }
        if (marks.charAt(1) == '-' && !account.isEmpty() && !isWild(account)) {
            findings.add(Issue.ARN_ACCOUNT_NOT_ALLOWED, spot, service);
        } else if (account.matches("[0-9-]+") && !account.matches("\\d{12}")) {
            findings.add(Issue.INVALID_ARN_ACCOUNT, spot, account);
        }
    }

    /** Of S3, what is a bucket or an object has neither a Region nor an account; of the rest either is possible. */
    private static String marks(String service, String name) {
        if (!service.equals("s3")) {
            return PublishedNames.all().marks(service);
        }
        String first = name.split("[/:]", 2)[0];
        return isWild(first) || REGIONAL_OF_S3.contains(first) ? "??" : "--";
    }

    private static boolean isOfIam(String name) {
        int wild = name.indexOf('*') < 0 ? name.length() : name.indexOf('*');
        String begins = name.substring(0, name.indexOf('?') < 0 ? wild : Math.min(wild, name.indexOf('?')));
        boolean open = begins.length() < name.length();
        return name.equals("root")
                || (open && "root".startsWith(begins))
                || ResourceGrammar.IAM_PATHS.stream()
                        .anyMatch(path -> begins.startsWith(path) || (open && path.startsWith(begins)));
    }

    private static boolean isWild(String part) {
        return part.indexOf('*') >= 0 || part.indexOf('?') >= 0;
    }
}

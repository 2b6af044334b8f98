package dev.postern.policy;

import dev.postern.model.Resource;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The managed policies that AWS itself maintains: the same in every account, and nobody can change them. Documents are
 * read when they are first asked for.
 *
 * @see <a href="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html">AWS managed policies</a>
 */
public final class AwsManagedPolicies {
    private static final String ARN_PREFIX = "arn:aws:iam::aws:policy";
    private static final SortedMap<String, AwsManagedPolicy> BY_ARN = index();
    private static final Map<String, String> DOCUMENTS = new ConcurrentHashMap<>();

    private AwsManagedPolicies() {}

    /**
     * One of AWS's policies.
     *
     * @param path begins and ends with a slash
     * @param version the default version, as {@code v2}; it is the only one that is kept here
     */
    public record AwsManagedPolicy(
            String name,
            String path,
            String version,
            String policyId,
            Instant createdAt,
            Instant updatedAt,
            String description) {
        public String arn() {
            return ARN_PREFIX + path + name;
        }

        public String document() {
            return DOCUMENTS.computeIfAbsent(
                    name,
                    n -> Resource.text(AwsManagedPolicies.class, "managed/" + n + ".json")
                            .strip());
        }
    }

    public static Optional<AwsManagedPolicy> find(String arn) {
        return Optional.ofNullable(BY_ARN.get(arn));
    }

    /** Ordered by ARN. */
    public static Collection<AwsManagedPolicy> all() {
        return BY_ARN.values();
    }

    private static SortedMap<String, AwsManagedPolicy> index() {
        TreeMap<String, AwsManagedPolicy> policies = new TreeMap<>();
        Resource.lines(AwsManagedPolicies.class, "managed/index.tsv").forEach(line -> {
            String[] columns = line.split("\t", -1);
            AwsManagedPolicy policy = new AwsManagedPolicy(
                    columns[0],
                    columns[1],
                    columns[2],
                    columns[3],
                    Instant.parse(columns[4]),
                    Instant.parse(columns[5]),
                    columns[6]);
            policies.put(policy.arn(), policy);
        });
        return Collections.unmodifiableSortedMap(policies);
    }
}

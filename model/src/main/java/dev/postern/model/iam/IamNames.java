package dev.postern.model.iam;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Finds what has a name in IAM. Names are kept as they were given, and are found whatever their case; ARNs are not.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM name requirements</a>
 */
public final class IamNames {
    private IamNames() {}

    /** A user, group, role or instance profile. */
    public static <E extends IamResource> Optional<E> find(Snapshot snapshot, Class<E> kind, Scope scope, String name) {
        Optional<E> exact = snapshot.find(kind, scope, name);
        return exact.isPresent()
                ? exact
                : snapshot.all(kind).in(scope).stream()
                        .filter(entity -> entity.key().equalsIgnoreCase(name))
                        .findFirst();
    }

    /** The name that an embedded policy has, if there is one. */
    public static Optional<String> find(SortedMap<String, String> policies, String name) {
        return policies.containsKey(name)
                ? Optional.of(name)
                : policies.keySet().stream().filter(name::equalsIgnoreCase).findFirst();
    }
}

package dev.postern.policy.analysis;

import dev.postern.model.Resource;
import dev.postern.policy.Glob;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The names that AWS publishes: of all services, their actions and condition keys, and whether their ARNs have a Region and an account.
 * Names are in lower case.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html">
 *     Actions, resources, and condition keys for AWS services</a>
 */
final class PublishedNames {
    /** What the providers of identities and others begin their keys with; nothing is known of these. */
    private static final Set<String> OTHER_KEYS = Set.of("saml", "identitycenter", "catalog");

    private final Map<String, Set<String>> actions = new TreeMap<>();
    private final Map<String, KeyType> keys = new HashMap<>();
    private final Set<String> prefixes = new HashSet<>(OTHER_KEYS);
    private final Map<String, String> arns = new HashMap<>();

    /** Read when it is first asked for: most clouds never ask. */
    private static final class Built {
        static final PublishedNames IN = new PublishedNames();
    }

    private PublishedNames() {
        for (String line : Resource.lines(PublishedNames.class, "names.txt")) {
            String[] columns = line.split("\t", -1);
            if (line.startsWith(":")) {
                arns.put(columns[0].substring(1), columns[1]);
            } else {
                actions.put(
                        columns[0], Set.of(columns[1].toLowerCase(Locale.ROOT).split(" ", -1)));
                for (String key : columns[2].isEmpty() ? List.<String>of() : List.of(columns[2].split(" ", -1))) {
                    String[] typed = key.split("=", -1);
                    String name = typed[0].toLowerCase(Locale.ROOT);
                    keys.put(name, typed.length > 1 ? KeyType.of(typed[1]) : KeyType.STRING);
                    prefixes.add(name.substring(0, Math.max(0, name.indexOf(':'))));
                }
            }
        }
        prefixes.addAll(actions.keySet());
    }

    static PublishedNames all() {
        return Built.IN;
    }

    boolean isService(String name) {
        return actions.containsKey(name);
    }

    /** Whether a pattern can match an action of a service that there is. */
    boolean hasAction(String service, String pattern) {
        Glob glob = Glob.of(pattern);
        Set<String> known = actions.getOrDefault(service, Set.of());
        return known.contains(pattern) || known.stream().anyMatch(glob::matches);
    }

    /** Whether some service begins its condition keys so; keys of identity providers begin with their addresses. */
    boolean hasKeysOf(String prefix) {
        return prefixes.contains(prefix) || prefix.indexOf('.') >= 0;
    }

    /** The type of a condition key that a service has; of those with a name behind the slash, by what is before it. */
    Optional<KeyType> typeOf(String key) {
        KeyType known = keys.get(key);
        for (int at = key.indexOf('/'); known == null && at >= 0; at = key.indexOf('/', at + 1)) {
            known = keys.get(key.substring(0, at + 1));
        }
        int second = key.indexOf(':', key.indexOf(':') + 1);
        return known != null || second < 0
                ? Optional.ofNullable(known)
                : Optional.ofNullable(keys.get(key.substring(0, second + 1)));
    }

    /** Of a service in ARNs, whether they have a Region and an account: a plus for always, a minus for never. */
    String marks(String arnService) {
        return arns.getOrDefault(arnService, "??");
    }
}

package dev.postern.policy;

import dev.postern.model.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What AWS publishes about the actions of a service: on which types of resource they act, which condition keys their
 * requests can have, and which other actions they need. A service's table is read when it is first asked for, and an
 * action's row when that action is.
 *
 * <p>It may be used by any number of threads.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html">Service Authorization
 *     Reference</a>
 */
public final class ServiceAuthorization {
    private static final Map<String, ServiceAuthorization> SERVICES = new ConcurrentHashMap<>();
    private static final Action UNKNOWN = new Action("", Map.of(), new Keys(Set.of(), Set.of()), List.of());

    private final String service;
    private final List<String> sets = new ArrayList<>();
    private final Set<String> anywhere = new HashSet<>();
    private final Map<String, ArnForm> types = new HashMap<>();
    /** By name in lower case. */
    private final Map<String, List<String>> rows = new TreeMap<>();

    /** By name as AWS spells it. */
    private final Map<String, Action> read = new ConcurrentHashMap<>();

    private ServiceAuthorization(String service) {
        this.service = service;
        List<String> row = new ArrayList<>();
        for (String line : Resource.lines(ServiceAuthorization.class, "authorization/" + service + ".txt")) {
            switch (line.charAt(0)) {
                case '=' -> sets.add(line.substring(1));
                case '?' -> anywhere.add(line.substring(1).toLowerCase(Locale.ROOT));
                case ':' -> {
                    int tab = line.indexOf('\t');
                    types.put(line.substring(1, tab), ArnForm.of(line.substring(tab + 1)));
                }
                case '\t' -> row.add(line);
                default -> {
                    row = new ArrayList<>(List.of(line));
                    rows.put(line.substring(0, line.indexOf('\t')).toLowerCase(Locale.ROOT), row);
                }
            }
        }
    }

    /**
     * The facts of a service that is served.
     *
     * @param service the name in its actions, as {@code ec2}
     * @throws IllegalStateException if none are built in
     */
    public static ServiceAuthorization of(String service) {
        return SERVICES.computeIfAbsent(service, ServiceAuthorization::new);
    }

    /** The name in the service's actions, as {@code ec2}. */
    public String service() {
        return service;
    }

    /**
     * An action; one without resources and keys if AWS publishes nothing about it.
     *
     * @param name without the service, in any case
     */
    public Action action(String name) {
        return find(name).orElse(UNKNOWN);
    }

    /**
     * An action that exists.
     *
     * @param name without the service, in any case
     */
    public Optional<Action> find(String name) {
        Action known = read.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        List<String> row = rows.get(name.toLowerCase(Locale.ROOT));
        return row == null ? Optional.empty() : Optional.of(read.computeIfAbsent(nameOf(row), n -> action(row)));
    }

    /** All actions. */
    public Collection<Action> actions() {
        return rows.keySet().stream().map(this::action).toList();
    }

    /** All condition keys that AWS publishes for the service, in lower case; behind the slash of some comes a name. */
    public Set<String> keys() {
        Set<String> keys = new HashSet<>(anywhere);
        sets.forEach(set -> keys.addAll(keys(set)));
        return keys;
    }

    /**
     * Those condition keys of an action and its resources that are the service's own, as AWS spells them and in their order; those
     * with any name behind a slash are left out.
     *
     * @param name without the service, in any case
     */
    public SortedSet<String> ownKeys(String name) {
        List<String> row = rows.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        SortedSet<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : row) {
            String[] parts = line.split("\t", -1);
            String number = line.startsWith("\t") ? parts[2] : parts[1];
            for (String key : sets.get(Integer.parseInt(number)).split(",", -1)) {
                if (key.startsWith(service + ":") && !key.endsWith("/")) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    /**
     * The ARN of a resource.
     *
     * @param type as {@code vpc-endpoint}
     * @param name what stands last in the ARN: an id, or a name with its path
     */
    public String arn(String type, String region, String account, String name) {
        ArnForm form = types.get(type);
        return form == null
                ? "arn:aws:" + service + ":" + region + ":" + account + ":" + type + "/" + name
                : form.arn(region, account, name);
    }

    /**
     * The ARNs of a type as a pattern: in place of names there are stars.
     *
     * @param type as {@code vpc-endpoint}
     * @throws java.util.NoSuchElementException if AWS publishes no such type
     */
    public String pattern(String type, String region, String account) {
        ArnForm form = types.get(type);
        if (form == null) {
            throw new NoSuchElementException(service + " has no " + type);
        }
        return form.pattern(region, account);
    }

    private static String nameOf(List<String> row) {
        return row.getFirst().substring(0, row.getFirst().indexOf('\t'));
    }

    private Action action(List<String> row) {
        String[] head = row.getFirst().split("\t", -1);
        Map<String, Needed> resources = new LinkedHashMap<>();
        for (String line : row.subList(1, row.size())) {
            String[] parts = line.split("\t", -1);
            boolean always = parts[1].endsWith("!");
            String type = always ? parts[1].substring(0, parts[1].length() - 1) : parts[1];
            resources.put(type, new Needed(always, keysOf(parts[2])));
        }
        return new Action(
                head[0],
                Collections.unmodifiableMap(resources),
                keysOf(head[1]),
                head.length > 2 ? List.of(head[2].split(",", -1)) : List.of());
    }

    private Keys keysOf(String number) {
        return new Keys(keys(sets.get(Integer.parseInt(number))), anywhere);
    }

    private static Set<String> keys(String set) {
        return set.isEmpty()
                ? Set.of()
                : new HashSet<>(List.of(set.toLowerCase(Locale.ROOT).split(",", -1)));
    }

    /**
     * An action.
     *
     * @param name without the service, as AWS spells it
     * @param resources the types of resource on which it acts; none if it acts on no particular ones
     * @param keys those that its requests have whatever the resource
     * @param dependents the other actions that its callers may need, as {@code iam:PassRole}
     */
    public record Action(String name, Map<String, Needed> resources, Keys keys, List<String> dependents) {
        /** What it needs of a type of resource; empty if it does not act on any. */
        public Optional<Needed> on(String type) {
            return Optional.ofNullable(resources.get(type));
        }

        /** Whether a request for it can have a key, be it for one of its resources only. */
        public boolean canHave(String lowerCaseKey) {
            return keys.have(lowerCaseKey)
                    || resources.values().stream()
                            .anyMatch(needed -> needed.keys().have(lowerCaseKey));
        }
    }

    /**
     * A type of resource on which an action acts.
     *
     * @param always whether every request for the action names or makes one
     * @param keys what policies can ask of it
     */
    public record Needed(boolean always, Keys keys) {
        /** Whether the action makes it: it is given tags, and has none before. */
        public boolean made() {
            return keys.have("aws:requesttag/") && !keys.have("aws:resourcetag/");
        }
    }

    /**
     * Condition keys, in lower case.
     *
     * @param anywhere those of the service of which AWS does not say which actions have them
     */
    public record Keys(Set<String> own, Set<String> anywhere) {
        /** Whether a key is one of these, or one of these with a name behind its slash or second colon. */
        public boolean have(String lowerCaseKey) {
            if (own.contains(lowerCaseKey) || anywhere.contains(lowerCaseKey)) {
                return true;
            }
            return haveUpTo('/', lowerCaseKey, 0) || haveUpTo(':', lowerCaseKey, lowerCaseKey.indexOf(':') + 1);
        }

        private boolean haveUpTo(char end, String lowerCaseKey, int from) {
            int at = lowerCaseKey.indexOf(end, from);
            return at > 0 && at < lowerCaseKey.length() - 1 && have(lowerCaseKey.substring(0, at + 1));
        }
    }

    /** How the ARNs of a type are put together; some have no Region or no account. */
    private record ArnForm(String service, boolean region, boolean account, String resource, String template) {
        private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\w+\\}");

        static ArnForm of(String pattern) {
            String[] parts = pattern.split(":", 6);
            int name = parts[5].lastIndexOf("${");
            return new ArnForm(
                    parts[2],
                    !parts[3].isEmpty(),
                    !parts[4].isEmpty(),
                    name < 0 ? parts[5] : parts[5].substring(0, name),
                    parts[5]);
        }

        String arn(String inRegion, String ofAccount, String name) {
            return begin(inRegion, ofAccount) + resource + name;
        }

        String pattern(String inRegion, String ofAccount) {
            return begin(inRegion, ofAccount) + VARIABLE.matcher(template).replaceAll("*");
        }

        private String begin(String inRegion, String ofAccount) {
            return "arn:aws:" + service + ":" + (region ? inRegion : "") + ":" + (account ? ofAccount : "") + ":";
        }
    }
}

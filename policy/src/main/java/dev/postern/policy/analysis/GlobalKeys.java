package dev.postern.policy.analysis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The condition keys that begin with {@code aws:}, in lower case.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS global condition context
 *     keys</a>
 */
final class GlobalKeys {
    static final String PREFIX = "aws:";

    /** Those that have the name of a tag behind them. */
    static final Set<String> OF_TAGS = Set.of("aws:principaltag", "aws:requesttag", "aws:resourcetag");

    private static final Map<KeyType, List<String>> BY_TYPE = Map.of(
            KeyType.STRING,
            List.of(
                    "calledviafirst calledvialast calledviaawsmcp ec2instancesourcevpc federatedprovider",
                    "principalaccount principalorgid principalorgmasteraccountid principalservicename principaltype",
                    "referer requestedregion resourceaccount resourceorgid sourceaccount sourceidentity sourceorgid sourceowner",
                    "sourcevpc sourcevpce useragent userid username vpceaccount vpceorgid"),
            KeyType.ARN,
            List.of("arn chatbotsourcearn principalarn signinsessionarn sourcearn sourcevpcarn sourceinstancearn"),
            KeyType.BOOL,
            List.of(
                    "assumedroot ismcpserviceaction multifactorauthpresent principalisawsservice securetransport viaawsmcpservice",
                    "viaawsservice"),
            KeyType.NUMERIC,
            List.of("multifactorauthage"),
            KeyType.TIME,
            List.of("currenttime epochtime tokenissuetime"),
            KeyType.IP,
            List.of("ec2instancesourceprivateipv4 sourceip vpcsourceip"),
            KeyType.STRINGS,
            List.of(
                    "calledvia principalorgpaths principalservicenameslist resourceorgpaths sourceorgpaths tagkeys",
                    "vpceorgpaths"));

    private static final Map<String, KeyType> TYPES = types();

    private GlobalKeys() {}

    private static Map<String, KeyType> types() {
        Map<String, KeyType> types = new HashMap<>();
        BY_TYPE.forEach((type, lines) -> lines.forEach(line -> {
            for (String name : line.split(" ", -1)) {
                types.put(PREFIX + name, type);
            }
        }));
        return Map.copyOf(types);
    }

    static Optional<KeyType> typeOf(String key) {
        int slash = key.indexOf('/');
        if (slash > 0 && OF_TAGS.contains(key.substring(0, slash))) {
            return Optional.of(KeyType.STRING);
        }
        return Optional.ofNullable(TYPES.get(key));
    }
}

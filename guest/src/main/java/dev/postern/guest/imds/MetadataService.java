package dev.postern.guest.imds;

import dev.postern.guest.imds.Node.Directory;
import dev.postern.guest.imds.Node.Leaf;
import dev.postern.model.ec2.Instance;
import dev.postern.model.iam.RoleDelivery;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The instance metadata service, version 1 and 2.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html">Use the
 *     Instance Metadata Service</a>
 */
public final class MetadataService {
    private static final String TOKEN_PATH = "latest/api/token";
    private static final String TOKEN_HEADER = "x-aws-ec2-metadata-token";
    private static final String TTL_HEADER = "X-aws-ec2-metadata-token-ttl-seconds";
    private static final int TTL_SECONDS_MAX = 21600;
    private static final String ACTIVE_KEYS = "meta-data/managed-ssh-keys/active-keys/";

    /** What each of them answers, {@link Releases} says. */
    private static final List<String> VERSIONS = List.of(
            "1.0",
            "2007-01-19",
            "2007-03-01",
            "2007-08-29",
            "2007-10-10",
            "2007-12-15",
            "2008-02-01",
            "2008-09-01",
            "2009-04-04",
            "2011-01-01",
            "2011-05-01",
            "2012-01-12",
            "2014-02-25",
            "2014-11-05",
            "2015-10-20",
            "2016-04-19",
            "2016-06-30",
            "2016-09-02",
            "2018-03-28",
            "2018-08-17",
            "2018-09-24",
            "2019-10-01",
            "2020-10-27",
            "2021-01-03",
            "2021-03-23",
            "2021-07-15",
            "2022-07-09",
            "2022-09-24",
            "2024-04-11",
            "latest");

    private final SessionTokens tokens;
    private final Clock clock;
    private final RoleCredentials roleCredentials;
    private final PushedKeys pushedKeys;

    public MetadataService(SessionTokens tokens, Clock clock, RoleCredentials roleCredentials, PushedKeys pushedKeys) {
        this.tokens = tokens;
        this.clock = clock;
        this.roleCredentials = roleCredentials;
        this.pushedKeys = pushedKeys;
    }

    /** The answer to a request that came from an interface of this instance. */
    public MetadataResponse handle(MetadataRequest request, InstanceFacts facts) {
        Instance.MetadataOptions options = facts.instance().options().metadata();
        if (!options.answers(request.over())) {
            return MetadataResponse.error(403, "Forbidden");
        }
        MetadataResponse response = switch (request.method()) {
            case "PUT" -> put(request, facts);
            case "GET", "HEAD" -> get(request, facts);
            default -> MetadataResponse.error(405, "Method Not Allowed").withHeader("Allow", "OPTIONS, GET, HEAD, PUT");
        };
        return response.withHeader("Connection", "close");
    }

    private MetadataResponse put(MetadataRequest request, InstanceFacts facts) {
        if (!normalize(request.path()).equals(TOKEN_PATH)) {
            return MetadataResponse.error(405, "Method Not Allowed");
        }
        // A proxy adds this header; a token must not leave the instance through one.
        if (request.header("x-forwarded-for").isPresent()) {
            return MetadataResponse.error(403, "Forbidden");
        }
        Optional<Integer> ttl = request.header("x-aws-ec2-metadata-token-ttl-seconds")
                .filter(text -> text.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .filter(seconds -> 1 <= seconds && seconds <= TTL_SECONDS_MAX);
        if (ttl.isEmpty()) {
            return MetadataResponse.error(400, "Bad Request");
        }
        Instance instance = facts.instance();
        String token = tokens.issue(instance.id(), clock.instant(), ttl.get());
        return MetadataResponse.ok(token.getBytes(StandardCharsets.US_ASCII), "text/plain")
                .withHeader(TTL_HEADER, Integer.toString(ttl.get()))
                .withHopLimit(instance.options().metadata().hopLimit());
    }

    private MetadataResponse get(MetadataRequest request, InstanceFacts facts) {
        if (normalize(request.path()).equals(TOKEN_PATH)) {
            return MetadataResponse.error(405, "Method Not Allowed").withHeader("Allow", "OPTIONS, PUT");
        }
        Instance instance = facts.instance();
        Instant now = clock.instant();
        Optional<String> token = request.header(TOKEN_HEADER);
        OptionalLong left =
                token.map(text -> tokens.secondsLeft(text, instance.id(), now)).orElse(OptionalLong.empty());
        boolean tokenNeeded = instance.options().metadata().httpTokens().equals("required");
        if (left.isEmpty() && (token.isPresent() || tokenNeeded)) {
            return MetadataResponse.error(401, "Unauthorized");
        }
        RoleDelivery delivery = left.isPresent() ? RoleDelivery.IMDS_V2 : RoleDelivery.IMDS_V1;
        MetadataResponse response = read(normalize(request.path()), facts, delivery);
        return left.isPresent() ? response.withHeader(TTL_HEADER, Long.toString(left.getAsLong())) : response;
    }

    private MetadataResponse read(String path, InstanceFacts facts, RoleDelivery delivery) {
        if (path.isEmpty()) {
            return text(String.join("\n", VERSIONS));
        }
        int slash = path.indexOf('/');
        String version = slash < 0 ? path : path.substring(0, slash);
        String rest = slash < 0 ? "" : path.substring(slash + 1);
        if (!VERSIONS.contains(version)) {
            return MetadataResponse.error(404, "Not Found");
        }
        MetadataTree tree = new MetadataTree(facts, () -> roleCredentials.of(facts.instance(), delivery), pushedKeys);
        Optional<? extends Node> found = rest.startsWith(ACTIVE_KEYS)
                ? tree.activeKeys(rest.substring(ACTIVE_KEYS.length()))
                : find(Releases.asOf(version, tree.root()), rest);
        if (found.isEmpty()) {
            return MetadataResponse.error(404, "Not Found");
        }
        return switch (found.get()) {
            case Directory directory -> text(directory.listing());
            case Leaf(var content, String contentType) -> MetadataResponse.ok(content.get(), contentType);
        };
    }

    private static Optional<Node> find(Directory root, String path) {
        Node node = root;
        for (String part : path.isEmpty() ? List.<String>of() : Arrays.asList(path.split("/"))) {
            Node next =
                    node instanceof Directory directory ? directory.entries().get(part) : null;
            if (next == null) {
                return Optional.empty();
            }
            node = next;
        }
        return Optional.of(node);
    }

    private static MetadataResponse text(String text) {
        return MetadataResponse.ok(text.getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    /** Without slashes at either end, and single ones between. */
    private static String normalize(String path) {
        return path.replaceAll("/+", "/").replaceAll("^/|/$", "");
    }
}

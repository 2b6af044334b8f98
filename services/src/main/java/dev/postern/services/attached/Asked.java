package dev.postern.services.attached;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.wire.ApiException;
import dev.postern.wire.CommonError;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.HttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A request as it was understood, in one of the protocols that name the operation. */
public sealed interface Asked {
    /** As the protocol spells it, {@code SendMessage}. */
    String operation();

    /** The members of the request that are texts, by their names. */
    Map<String, String> texts();

    /** The same with another text for a member. */
    Asked with(String member, String text);

    /** The same without a member. */
    Asked without(String member);

    /** The same operation's request, with one member alone. */
    Asked other(String operation, String member, String text);

    /** Whether it sets an attribute, as those of queues, whatever the case of its name. */
    boolean setsAttribute(String name);

    /** What is sent on. */
    byte[] body();

    default Optional<String> text(String member) {
        return Optional.ofNullable(texts().get(member));
    }

    /** Whether a request names its operation as AWS JSON does. */
    static boolean isJson(HttpRequest request) {
        return request.headers().first("x-amz-target").isPresent();
    }

    /**
     * Reads a request.
     *
     * @throws ApiException if the operation cannot be told, or the request can be read in two ways
     */
    static Asked read(AttachableService service, HttpRequest request, byte[] body) {
        return isJson(request) ? Json.of(service, request, body) : Query.of(service, request, body);
    }

    /** Of two members whose names differ in their case alone nobody could say which the server takes. */
    private static void requireOneSpelling(Stream<String> names) {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.filter(name -> !seen.add(name)).findFirst().ifPresent(twice -> {
            throw new ApiException(AttachedError.SERIALIZATION, "The member " + twice + " must be given once.");
        });
    }

    /**
     * By AWS JSON.
     *
     * @param target what stands before the operation in {@code X-Amz-Target}
     */
    record Json(String target, String operation, ObjectNode members) implements Asked {
        private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(128)
                                .build())
                        .build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

        static Json of(AttachableService service, HttpRequest request, byte[] body) {
            String named = request.headers().first("x-amz-target").orElse("");
            String prefix = service.target().map(target -> target + ".").orElse("");
            if (prefix.isEmpty()
                    || !named.startsWith(prefix)
                    || request.headers().isRepeated("x-amz-target")) {
                throw new ApiException(AttachedError.UNKNOWN_OPERATION, "");
            }
            String type = request.headers().first("content-type").orElse("").toLowerCase(Locale.ROOT);
            boolean json =
                    type.isEmpty() || type.startsWith("application/x-amz-json-") || type.startsWith("application/json");
            if (!json || request.headers().first("content-encoding").isPresent()) {
                throw new ApiException(
                        AttachedError.SERIALIZATION, "Only plain JSON is understood for a service that is attached.");
            }
            ObjectNode members = tree(body);
            requireOneSpelling(members.properties().stream().map(Map.Entry::getKey));
            return new Json(service.target().orElseThrow(), named.substring(prefix.length()), members);
        }

        /** The members of a request or an answer. */
        static ObjectNode tree(byte[] body) {
            try {
                JsonNode tree = body.length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(body);
                if (tree instanceof ObjectNode object) {
                    return object;
                }
            } catch (IOException e) {
                throw new ApiException(AttachedError.SERIALIZATION, "");
            }
            throw new ApiException(AttachedError.SERIALIZATION, "");
        }

        static byte[] bytes(ObjectNode tree) {
            try {
                return MAPPER.writeValueAsBytes(tree);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Map<String, String> texts() {
            Map<String, String> texts = new LinkedHashMap<>();
            members.properties().forEach(member -> {
                if (member.getValue().isTextual()) {
                    texts.put(member.getKey(), member.getValue().textValue());
                }
            });
            return Collections.unmodifiableMap(texts);
        }

        @Override
        public Json with(String member, String text) {
            return new Json(target, operation, members.deepCopy().put(member, text));
        }

        @Override
        public Json without(String member) {
            return new Json(target, operation, members.deepCopy().without(member));
        }

        @Override
        public Json other(String otherOperation, String member, String text) {
            return new Json(target, otherOperation, MAPPER.createObjectNode().put(member, text));
        }

        @Override
        public boolean setsAttribute(String name) {
            return members.properties().stream()
                    .filter(member -> member.getKey().equalsIgnoreCase("Attributes"))
                    .flatMap(member -> member.getValue().properties().stream())
                    .anyMatch(attribute -> attribute.getKey().equalsIgnoreCase(name));
        }

        @Override
        public byte[] body() {
            return bytes(members);
        }
    }

    /** By the query protocol. */
    record Query(String version, String operation, Map<String, String> texts) implements Asked {
        public Query {
            texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
        }

        static Query of(AttachableService service, HttpRequest request, byte[] body) {
            AttachableService.Query known =
                    service.query().orElseThrow(() -> new ApiException(CommonError.MISSING_ACTION, "Missing Action"));
            String form = new String(body, StandardCharsets.UTF_8);
            Parameters all;
            try {
                all = Parameters.parse(request.query().isEmpty() ? form : request.query() + "&" + form);
            } catch (InvalidValueException e) {
                throw new ApiException(CommonError.MALFORMED_QUERY_STRING, "The request has too many parameters");
            }
            if (!all.repeated().isEmpty()) {
                throw new ApiException(
                        CommonError.MALFORMED_QUERY_STRING,
                        "The parameter " + all.repeated().iterator().next() + " must be given once");
            }
            Map<String, String> texts = new LinkedHashMap<>(all.asMap());
            texts.keySet().removeIf(name -> name.regionMatches(true, 0, "x-amz-", 0, 6));
            String action = Optional.ofNullable(texts.remove("Action"))
                    .orElseThrow(() -> new ApiException(CommonError.MISSING_ACTION, "Missing Action"));
            String version = Optional.ofNullable(texts.remove("Version")).orElse(known.version());
            requireOneSpelling(texts.keySet().stream());
            return new Query(version, action, texts);
        }

        @Override
        public Query with(String member, String text) {
            Map<String, String> changed = new LinkedHashMap<>(texts);
            changed.put(member, text);
            return new Query(version, operation, changed);
        }

        @Override
        public Query without(String member) {
            Map<String, String> changed = new LinkedHashMap<>(texts);
            changed.remove(member);
            return new Query(version, operation, changed);
        }

        @Override
        public Query other(String otherOperation, String member, String text) {
            return new Query(version, otherOperation, Map.of(member, text));
        }

        /** Names stand in {@code Attribute.1.Name} or, as some clients once wrote, in the name itself. */
        @Override
        public boolean setsAttribute(String name) {
            return texts.entrySet().stream()
                    .filter(one -> one.getKey().regionMatches(true, 0, "Attribute", 0, 9))
                    .anyMatch(one -> one.getValue().equalsIgnoreCase(name)
                            || one.getKey()
                                    .substring(one.getKey().lastIndexOf('.') + 1)
                                    .equalsIgnoreCase(name));
        }

        @Override
        public byte[] body() {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("Action", operation);
            all.put("Version", version);
            all.putAll(texts);
            return all.entrySet().stream()
                    .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                    .collect(Collectors.joining("&"))
                    .getBytes(StandardCharsets.US_ASCII);
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }
}

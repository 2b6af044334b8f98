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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A request as it was understood, in one of the protocols that name the operation. */
public sealed interface Asked {
    /** The member of AWS JSON that has attributes. */
    String ATTRIBUTES = "Attributes";

    /** As the protocol spells it, {@code SendMessage}. */
    String operation();

    /** The names of its members, as they are spelled. */
    Set<String> names();

    /** The members of the request that are texts, by their names. */
    Map<String, String> texts();

    /** The same with another text for a member. */
    Asked with(String member, String text);

    /** The same without a member. */
    Asked without(String member);

    /** The same operation's request, with one member alone. */
    Asked other(String operation, String member, String text);

    /**
     * The attributes that it sets, as those of queues.
     *
     * @throws ApiException if they are no texts
     */
    Map<String, String> attributes();

    /** The same setting other attributes. */
    Asked withAttributes(Map<String, String> others);

    /**
     * The texts of a list.
     *
     * @throws ApiException if they are none
     */
    List<String> texts(ListMember list);

    /** The same with another list, which may be empty. */
    Asked with(ListMember list, List<String> others);

    /** A list among the members: what AWS JSON calls it, and what stands before the numbers of its parts in a query. */
    record ListMember(String json, String query) {}

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
        public Set<String> names() {
            return members.properties().stream().map(Map.Entry::getKey).collect(Collectors.toUnmodifiableSet());
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
        public Map<String, String> attributes() {
            Map<String, String> all = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> one : members.path(ATTRIBUTES).properties()) {
                all.put(one.getKey(), text(one.getValue()));
            }
            return Collections.unmodifiableMap(all);
        }

        @Override
        public Json withAttributes(Map<String, String> others) {
            ObjectNode attributes = MAPPER.createObjectNode();
            others.forEach(attributes::put);
            ObjectNode changed = members.deepCopy();
            return new Json(target, operation, changed.set(ATTRIBUTES, attributes));
        }

        @Override
        public List<String> texts(ListMember list) {
            List<String> all = new ArrayList<>();
            for (JsonNode one : members.path(list.json())) {
                all.add(text(one));
            }
            return Collections.unmodifiableList(all);
        }

        @Override
        public Json with(ListMember list, List<String> others) {
            ObjectNode changed = members.deepCopy();
            others.forEach(changed.putArray(list.json())::add);
            return new Json(target, operation, changed);
        }

        private static String text(JsonNode node) {
            if (!node.isTextual()) {
                throw new ApiException(AttachedError.SERIALIZATION, "");
            }
            return node.textValue();
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
        public Set<String> names() {
            return texts.keySet();
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

        /** They stand as {@code Attribute.1.Name} and {@code Attribute.1.Value}. */
        @Override
        public Map<String, String> attributes() {
            Map<String, String> all = new LinkedHashMap<>();
            numbered("Attribute", ".Name")
                    .forEach((number, name) ->
                            all.put(name, text("Attribute." + number + ".Value").orElse("")));
            return Collections.unmodifiableMap(all);
        }

        @Override
        public Query withAttributes(Map<String, String> others) {
            Map<String, String> changed = new LinkedHashMap<>(texts);
            changed.keySet().removeIf(name -> name.matches("Attribute\\.[0-9]+\\.(Name|Value)"));
            int number = 1;
            for (Map.Entry<String, String> one : others.entrySet()) {
                changed.put("Attribute." + number + ".Name", one.getKey());
                changed.put("Attribute." + number++ + ".Value", one.getValue());
            }
            return new Query(version, operation, changed);
        }

        @Override
        public List<String> texts(ListMember list) {
            return List.copyOf(numbered(list.query(), "").values());
        }

        @Override
        public Query with(ListMember list, List<String> others) {
            Map<String, String> changed = new LinkedHashMap<>(texts);
            changed.keySet().removeIf(name -> number(name, list.query(), "").isPresent());
            for (int i = 0; i < others.size(); i++) {
                changed.put(list.query() + "." + (i + 1), others.get(i));
            }
            return new Query(version, operation, changed);
        }

        /** By their numbers. */
        private SortedMap<Integer, String> numbered(String before, String behind) {
            TreeMap<Integer, String> all = new TreeMap<>();
            texts.forEach((name, value) -> number(name, before, behind).ifPresent(number -> all.put(number, value)));
            return all;
        }

        private static Optional<Integer> number(String name, String before, String behind) {
            boolean form = name.startsWith(before + ".") && name.endsWith(behind);
            String digits = form ? name.substring(before.length() + 1, name.length() - behind.length()) : "";
            return digits.matches("[1-9][0-9]{0,3}") ? Optional.of(Integer.valueOf(digits)) : Optional.empty();
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

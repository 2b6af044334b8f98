package dev.postern.services.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.Arn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Mail as text, for where it waits. */
public final class MailText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MailText() {}

    /** A document in JSON. */
    public static String write(Mail mail) {
        ObjectNode text = JSON.createObjectNode();
        text.put("body", mail.body());
        switch (mail) {
            case Parcel parcel -> {
                text.put("url", parcel.url());
                ObjectNode headers = text.putObject("headers");
                parcel.headers().forEach(headers::put);
            }
            case QueueMessage message -> {
                text.put("queue", message.queue().toString());
                text.putObject("sender")
                        .put("service", message.sender().service())
                        .put("source", message.sender().source())
                        .put("account", message.sender().account());
                ObjectNode attributes = text.putObject("attributes");
                message.attributes()
                        .forEach((name, attribute) -> attributes
                                .putObject(name)
                                .put("type", attribute.type())
                                .put("value", attribute.value()));
            }
        }
        return text.toString();
    }

    /**
     * What {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    public static Mail read(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.has("url") ? parcel(node) : message(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no mail: " + e.getOriginalMessage(), e);
        }
    }

    private static Parcel parcel(JsonNode node) {
        Map<String, String> headers = new LinkedHashMap<>();
        node.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return new Parcel(required(node, "url"), headers, required(node, "body"));
    }

    private static QueueMessage message(JsonNode node) {
        JsonNode sender = node.path("sender");
        Map<String, Attribute> attributes = new TreeMap<>();
        node.path("attributes")
                .properties()
                .forEach(one -> attributes.put(
                        one.getKey(),
                        new Attribute(required(one.getValue(), "type"), required(one.getValue(), "value"))));
        return new QueueMessage(
                Arn.parse(required(node, "queue"))
                        .orElseThrow(() -> new IllegalArgumentException("this mail is for no queue")),
                new QueueMessage.Sender(
                        required(sender, "service"), required(sender, "source"), required(sender, "account")),
                required(node, "body"),
                attributes);
    }

    private static String required(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("this mail lacks its " + name);
        }
        return value.textValue();
    }
}

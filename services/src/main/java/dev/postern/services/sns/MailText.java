package dev.postern.services.sns;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;

/** Mail as text, for where it waits: a document in JSON with the mail's components. */
public final class MailText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addMixIn(Mail.class, Kinds.class)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private MailText() {}

    /** Which it is shows in its components. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(Parcel.class), @JsonSubTypes.Type(QueueMessage.class)})
    private interface Kinds {}

    public static String write(Mail mail) {
        try {
            return JSON.writerFor(Mail.class).writeValueAsString(mail);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    public static Mail read(String text) {
        try {
            Mail mail = JSON.readValue(text, Mail.class);
            if (mail == null) {
                throw new IllegalArgumentException("this is no mail");
            }
            return mail;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no mail: " + e.getOriginalMessage(), e);
        }
    }
}

package dev.postern.storage;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.Serial;
import java.time.DateTimeException;
import java.util.function.Function;

/** A value that has a well-known text is written as that text. */
final class TextForm<T> extends FromStringDeserializer<T> {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> read;

    private TextForm(Class<T> type, Function<String, T> read) {
        super(type);
        this.read = read;
    }

    /**
     * Adds the form of one type.
     *
     * @param read what {@code toString} wrote; throws IllegalArgumentException or DateTimeException for what is none
     */
    static <T> void add(SimpleModule module, Class<T> type, Function<String, T> read) {
        module.addSerializer(type, ToStringSerializer.instance);
        module.addDeserializer(type, new TextForm<>(type, read));
    }

    @Override
    protected T _deserialize(String value, DeserializationContext context) throws IOException {
        try {
            return read.apply(value);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw context.weirdStringException(value, handledType(), String.valueOf(e.getMessage()));
        }
    }
}

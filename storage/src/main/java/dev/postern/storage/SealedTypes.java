package dev.postern.storage;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.postern.model.ec2.ResourceId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells Jackson about sealed interfaces, so that the model needs no annotations: a value declared as one is written with
 * its record's simple name as {@code @type}.
 */
final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        if (annotated instanceof AnnotatedClass && isChoice(annotated.getRawType())) {
            return JsonTypeInfo.Value.construct(
                    JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "@type", null, false, true, null);
        }
        return super.findPolymorphicTypeInfo(config, annotated);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
        if (annotated instanceof AnnotatedClass && isChoice(annotated.getRawType())) {
            List<NamedType> subtypes = new ArrayList<>();
            for (Class<?> permitted : annotated.getRawType().getPermittedSubclasses()) {
                subtypes.add(new NamedType(permitted, permitted.getSimpleName()));
            }
            return subtypes;
        }
        return super.findSubtypes(annotated);
    }

    private static boolean isChoice(Class<?> type) {
        return type.isInterface() && type.isSealed() && !ResourceId.class.isAssignableFrom(type);
    }
}

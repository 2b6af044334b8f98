package dev.postern.wire.codec;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;

/** Writes SDK values as the XML of the EC2 Query, AWS Query and REST-XML protocols. */
public final class XmlEncoder {
    private final boolean fractionsOfSeconds;
    private final Set<String> wholeSeconds;

    /**
     * An encoder.
     *
     * @param fractionsOfSeconds whether times show milliseconds, as those of EC2 and S3 do
     */
    public XmlEncoder(boolean fractionsOfSeconds) {
        this(fractionsOfSeconds, Set.of());
    }

    /**
     * An encoder that leaves out what there is of fractions in some times.
     *
     * @param wholeSeconds the names of elements whose milliseconds are always zero
     */
    public XmlEncoder(boolean fractionsOfSeconds, Set<String> wholeSeconds) {
        this.fractionsOfSeconds = fractionsOfSeconds;
        this.wholeSeconds = wholeSeconds;
    }

    /** Writes the elements of all body fields that are set. */
    public void fields(XmlWriter xml, SdkPojo pojo) {
        for (SdkField<?> field : Shape.of(pojo).bodyFields()) {
            if (field.containsTrait(XmlAttributeTrait.class)) {
                continue; // written with its parent's start tag
            }
            Object value = Shape.valueOf(field, pojo);
            if (value != null) {
                element(xml, field.unmarshallLocationName(), field, value);
            }
        }
    }

    /** Writes one value as an element, or as several where the list is flattened. */
    public void element(XmlWriter xml, String name, SdkField<?> field, Object value) {
        switch (value) {
            case SdkPojo nested -> {
                xml.open(name, attributes(field, nested));
                fields(xml, nested);
                xml.close(name);
            }
            case List<?> list -> list(xml, name, field, list);
            case Map<?, ?> map -> map(xml, name, field, map);
            case Instant time
            when wholeSeconds.contains(name) ->
                xml.element(name, Scalars.isoMillis(time.truncatedTo(ChronoUnit.SECONDS)));
            default -> xml.element(name, Scalars.format(field, value, Format.ISO_8601, fractionsOfSeconds));
        }
    }

    private void list(XmlWriter xml, String name, SdkField<?> field, List<?> list) {
        SdkField<?> element = Shape.elementOf(field);
        if (field.getRequiredTrait(ListTrait.class).isFlattened()) {
            list.forEach(value -> element(xml, name, element, value));
        } else if (list.isEmpty()) {
            xml.emptyElement(name);
        } else {
            String elementName = Shape.elementName(field);
            xml.open(name);
            list.forEach(value -> element(xml, elementName, element, value));
            xml.close(name);
        }
    }

    private void map(XmlWriter xml, String name, SdkField<?> field, Map<?, ?> map) {
        MapTrait trait = field.getRequiredTrait(MapTrait.class);
        String entryName = trait.isFlattened() ? name : "entry";
        if (!trait.isFlattened()) {
            xml.open(name);
        }
        map.forEach((key, value) -> {
            xml.open(entryName).element(trait.keyLocationName(), key.toString());
            element(xml, trait.valueLocationName(), trait.valueFieldInfo(), value);
            xml.close(entryName);
        });
        if (!trait.isFlattened()) {
            xml.close(name);
        }
    }

    private static String[] attributes(SdkField<?> field, SdkPojo nested) {
        if (!field.containsTrait(XmlAttributesTrait.class)) {
            return new String[0];
        }
        List<String> attributes = new ArrayList<>();
        field.getRequiredTrait(XmlAttributesTrait.class).attributes().forEach((name, accessors) -> {
            String value = accessors.attributeGetter().apply(nested);
            if (value != null) {
                attributes.add(name);
                attributes.add(value);
            }
        });
        return attributes.toArray(String[]::new);
    }
}

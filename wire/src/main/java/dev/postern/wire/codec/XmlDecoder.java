package dev.postern.wire.codec;

import dev.postern.wire.codec.InvalidValueException.Kind;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;

/**
 * Fills builders from XML. Elements are found by their local name, as S3 does, which ignores a missing namespace;
 * elements that the structure does not have are passed over.
 */
public final class XmlDecoder {
    private static final int DEPTH_MAX = 32;
    private static final int ELEMENTS_MAX = 200_000;
    private static final XMLInputFactory FACTORY = factory();

    private XmlDecoder() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /**
     * Reads a document that strangers wrote: without document types, and so without entities and files of this machine.
     *
     * @throws XMLStreamException if it does not begin as XML does
     */
    public static XMLStreamReader reader(Reader document) throws XMLStreamException {
        return FACTORY.createXMLStreamReader(document);
    }

    /** An element that was read. */
    private static final class Element {
        final String name;
        final StringBuilder text = new StringBuilder();
        final Map<String, String> attributes = new LinkedHashMap<>();
        final List<Element> children = new ArrayList<>();

        Element(String name) {
            this.name = name;
        }

        @Nullable
        Element child(String wanted) {
            for (Element child : children) {
                if (child.name.equals(wanted)) {
                    return child;
                }
            }
            return null;
        }
    }

    /**
     * Fills the builder from the document's root element.
     *
     * @throws XMLStreamException if the document is not well-formed, has a document type, or another root element
     */
    public static void decode(InputStream document, String rootName, SdkPojo builder) throws XMLStreamException {
        Element root = read(document);
        if (!root.name.equals(rootName)) {
            throw new XMLStreamException("the root element is " + root.name + ", not " + rootName);
        }
        fill(builder, root);
    }

    /**
     * Whether the document's root element holds nothing.
     *
     * @throws XMLStreamException as {@link #decode}
     */
    public static boolean isBare(InputStream document) throws XMLStreamException {
        Element root = read(document);
        return root.children.isEmpty() && root.text.toString().isBlank();
    }

    private static Element read(InputStream document) throws XMLStreamException {
        XMLStreamReader reader;
        synchronized (FACTORY) { // the JDK's factory is not said to be safe for several threads
            reader = FACTORY.createXMLStreamReader(document);
        }
        List<Element> open = new ArrayList<>();
        Element root = new Element("");
        open.add(root);
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamReader.START_ELEMENT -> {
                    Element element = new Element(reader.getLocalName());
                    for (int i = 0; i < reader.getAttributeCount(); i++) {
                        element.attributes.put(attributeName(reader, i), reader.getAttributeValue(i));
                    }
                    open.getLast().children.add(element);
                    open.add(element);
                    if (open.size() > DEPTH_MAX || ++elements > ELEMENTS_MAX) {
                        throw new XMLStreamException("too many elements");
                    }
                }
                case XMLStreamReader.END_ELEMENT -> open.removeLast();
                case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA ->
                    open.getLast().text.append(reader.getText());
                case XMLStreamReader.DTD -> throw new XMLStreamException("a document type is not allowed");
                default -> {}
            }
        }
        return root.children.getFirst();
    }

    private static String attributeName(XMLStreamReader reader, int index) {
        String prefix = reader.getAttributePrefix(index);
        String name = reader.getAttributeLocalName(index);
        return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
    }

    private static void fill(SdkPojo builder, Element element) {
        Shape shape = Shape.of(builder);
        element.children.forEach(child -> shape.requireServed(
                child.name, child.name, child.text.toString().strip()));
        for (SdkField<?> field : shape.bodyFields()) {
            String name = field.locationName();
            Object value = null;
            switch (field.marshallingType().getKnownType()) {
                case LIST -> value = list(field, element);
                case MAP -> value = map(field, element);
                default -> {
                    Element child = element.child(name);
                    String attribute = element.attributes.get(name);
                    if (child != null) {
                        value = value(field, child);
                    } else if (attribute != null) {
                        value = Scalars.parse(field, attribute, name);
                    }
                }
            }
            if (value != null) {
                field.set(builder, value);
            }
        }
    }

    private static Object value(SdkField<?> field, Element element) {
        if (field.constructor() == null) {
            return Scalars.parse(field, element.text.toString(), element.name);
        }
        SdkPojo nested = field.constructor().get();
        fill(nested, element);
        return Shape.build(nested);
    }

    private static @Nullable List<Object> list(SdkField<?> field, Element parent) {
        SdkField<?> elementField = Shape.elementOf(field);
        boolean flattened = field.getRequiredTrait(ListTrait.class).isFlattened();
        Element container = flattened ? parent : parent.child(field.locationName());
        if (container == null) {
            return null;
        }
        String wanted = flattened ? field.locationName() : Shape.elementName(field);
        List<Object> values = new ArrayList<>();
        for (Element child : container.children) {
            if (child.name.equals(wanted)) {
                values.add(value(elementField, child));
            }
        }
        return flattened && values.isEmpty() ? null : values;
    }

    private static @Nullable Map<String, Object> map(SdkField<?> field, Element parent) {
        MapTrait trait = field.getRequiredTrait(MapTrait.class);
        Element container = trait.isFlattened() ? parent : parent.child(field.locationName());
        if (container == null) {
            return null;
        }
        String wanted = trait.isFlattened() ? field.locationName() : "entry";
        Map<String, Object> values = new LinkedHashMap<>();
        for (Element child : container.children) {
            if (child.name.equals(wanted)) {
                Element key = child.child(trait.keyLocationName());
                Element value = child.child(trait.valueLocationName());
                if (key == null || value == null) {
                    throw new InvalidValueException(Kind.NOT_A_STRUCTURE, wanted, "");
                }
                values.put(key.text.toString(), value(trait.valueFieldInfo(), value));
            }
        }
        return values;
    }
}

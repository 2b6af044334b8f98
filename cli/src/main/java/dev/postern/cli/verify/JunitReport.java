package dev.postern.cli.verify;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * What was found as JUnit writes it, which build servers show: a test case for each question, or for each pair of two files.
 *
 * @see <a href="https://github.com/testmoapp/junitxml">Common JUnit XML format</a>
 */
public final class JunitReport {
    private JunitReport() {}

    /**
     * The report of what a file asks.
     *
     * @param file the perimeter's
     */
    public static String of(String file, List<Finding> findings) {
        long broken = findings.stream().filter(one -> !one.holds()).count();
        return suite("postern verify " + file, findings.size(), broken, xml -> {
            for (Finding one : findings) {
                testCase(xml, file, one);
            }
        });
    }

    /** The report of how two files differ: a test case for each pair, of which those fail that changed. */
    public static String of(String oldFile, String newFile, DiffReport report) {
        return suite(
                "postern verify --diff " + oldFile + " " + newFile,
                report.cases(),
                report.failures().size(),
                xml -> {
                    for (String pair : report.unchanged()) {
                        begin(xml, newFile, pair);
                        xml.writeEndElement();
                    }
                    for (DiffReport.Failure one : report.failures()) {
                        begin(xml, newFile, one.name());
                        failure(xml, one.told());
                        xml.writeEndElement();
                    }
                });
    }

    /** What is in a suite. */
    @FunctionalInterface
    private interface Cases {
        void write(XMLStreamWriter xml) throws XMLStreamException;
    }

    private static String suite(String name, int tests, long failures, Cases cases) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", name);
            xml.writeAttribute("tests", Integer.toString(tests));
            xml.writeAttribute("failures", Long.toString(failures));
            xml.writeAttribute("errors", "0");
            cases.write(xml);
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text can be written", e);
        }
        return text.toString();
    }

    private static void begin(XMLStreamWriter xml, String className, String name) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", className);
        xml.writeAttribute("name", name);
    }

    /** What is wrong first, and all of it. */
    private static void failure(XMLStreamWriter xml, List<String> told) throws XMLStreamException {
        xml.writeStartElement("failure");
        xml.writeAttribute("message", told.getFirst());
        xml.writeCharacters(String.join("\n", told));
        xml.writeEndElement();
    }

    private static void testCase(XMLStreamWriter xml, String file, Finding one) throws XMLStreamException {
        begin(
                xml,
                file + ":" + one.line(),
                one.title().contains(one.pair()) ? one.title() : one.title() + ": " + one.pair());
        if (!one.holds()) {
            List<String> told = new ArrayList<>(one.wrongs());
            one.letBy().forEach(lets -> told.add("let by " + lets));
            for (Finding.Remedy remedy : one.remedies()) {
                told.add("* " + remedy.text());
                remedy.commands().forEach(command -> told.add("  $ " + command));
            }
            failure(xml, told);
        }
        if (one.whyNot().isPresent()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters("not sent, or not seen: " + one.whyNot().get());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
}

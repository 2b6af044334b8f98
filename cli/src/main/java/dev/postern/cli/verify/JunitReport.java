package dev.postern.cli.verify;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * What was found as JUnit writes it, which build servers show: a test case for each question.
 *
 * @see <a href="https://github.com/testmoapp/junitxml">Common JUnit XML format</a>
 */
public final class JunitReport {
    private JunitReport() {}

    /**
     * The report.
     *
     * @param file the perimeter's
     */
    public static String of(String file, List<Finding> findings) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "postern verify " + file);
            xml.writeAttribute("tests", Integer.toString(findings.size()));
            long broken = findings.stream().filter(one -> !one.holds()).count();
            xml.writeAttribute("failures", Long.toString(broken));
            xml.writeAttribute("errors", "0");
            for (Finding one : findings) {
                testCase(xml, file, one);
            }
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

    private static void testCase(XMLStreamWriter xml, String file, Finding one) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", file + ":" + one.line());
        xml.writeAttribute("name", one.title().contains(one.pair()) ? one.title() : one.title() + ": " + one.pair());
        if (!one.holds()) {
            List<String> wrongs = one.wrongs();
            xml.writeStartElement("failure");
            xml.writeAttribute("message", wrongs.getFirst());
            StringBuilder more = new StringBuilder(String.join("\n", wrongs));
            one.letBy().forEach(lets -> more.append("\nlet by ").append(lets));
            for (Finding.Remedy remedy : one.remedies()) {
                more.append("\n* ").append(remedy.text());
                remedy.commands().forEach(command -> more.append("\n  $ ").append(command));
            }
            xml.writeCharacters(more.toString());
            xml.writeEndElement();
        }
        if (one.whyNot().isPresent()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters("not sent, or not seen: " + one.whyNot().get());
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
}

package dev.postern.guest.dns;

import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.RecordSet.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Names of questions and of hosted zones as each other. */
public final class DnsNames {
    private DnsNames() {}

    static DnsName of(Name name) {
        List<byte[]> labels = new ArrayList<>();
        for (int i = 0; i < name.labels() - 1; i++) {
            byte[] label = name.getLabel(i);
            labels.add(Arrays.copyOfRange(label, 1, label.length));
        }
        return DnsName.ofLabels(labels);
    }

    /** As DNS messages have it. */
    public static Name name(DnsName name) {
        return name(Values.inMasterForm(name.text()));
    }

    static Name name(String absolute) {
        try {
            return Name.fromString(absolute);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(absolute, e);
        }
    }

    /** In lower case and without the final dot. */
    static String text(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }
}

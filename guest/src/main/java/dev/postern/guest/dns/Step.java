package dev.postern.guest.dns;

import java.util.List;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

/** What one place knows of one name; a CNAME among it leads on. */
sealed interface Step {
    /** At least one record. */
    record Found(List<Record> records) implements Step {
        public Found {
            records = List.copyOf(records);
        }
    }

    /**
     * No record of the type that was asked for.
     *
     * @param exists whether there is anything at the name or below it
     * @param authority who says so, and how long it may be remembered (RFC 2308)
     */
    record Nothing(boolean exists, SOARecord authority) implements Step {}

    /** Nobody answers: the name is delegated to servers that are nowhere. */
    record Lame() implements Step {}
}

package dev.postern.guest.dns;

import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The answer of a resolver as far as the cloud knows it. It becomes bytes once. */
public final class Draft {
    private final Message message;
    private final Optional<Unknown> unknown;
    private final int bytesMax;

    /** A name that nobody in the cloud knows, and that is none of AWS's: where a resolver of the internet would ask on. */
    public record Unknown(Name name, int type) {}

    Draft(Message message, Optional<Unknown> unknown, int bytesMax) {
        this.message = message;
        this.unknown = unknown;
        this.bytesMax = bytesMax;
    }

    /** What is to be asked elsewhere, where that may be; empty if the answer is whole. */
    public Optional<Unknown> unknown() {
        return unknown;
    }

    /** The answer as it is. */
    public byte[] toWire() {
        return message.toWire(bytesMax);
    }

    /**
     * The answer with what somebody else said, behind the CNAMEs that led there.
     *
     * @param said empty if nobody answered
     */
    public byte[] completed(Optional<Message> said) {
        message.removeAllRecords(Section.AUTHORITY);
        message.getHeader().setRcode(said.map(Message::getRcode).orElse(Rcode.SERVFAIL));
        if (said.isPresent()) {
            for (Record record : said.get().getSection(Section.ANSWER)) {
                message.addRecord(record, Section.ANSWER);
            }
            for (Record record : said.get().getSection(Section.AUTHORITY)) {
                if (record.getType() == Type.SOA) {
                    message.addRecord(record, Section.AUTHORITY);
                }
            }
        }
        return message.toWire(bytesMax);
    }
}

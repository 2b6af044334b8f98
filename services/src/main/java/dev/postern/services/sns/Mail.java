package dev.postern.services.sns;

import java.net.URI;

/** What is sent to a subscriber. */
public sealed interface Mail permits Parcel, QueueMessage {
    /** Where it goes, for people: a URL or an ARN. */
    String to();

    String body();

    /** Whose it is: mail for one addressee may wait for each other. */
    default String addressee() {
        return switch (this) {
            case Parcel parcel -> URI.create(parcel.url()).getRawAuthority();
            case QueueMessage message -> message.to();
        };
    }
}

package dev.postern.conformance.soak;

import dev.postern.conformance.Acknowledgements;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Calls whose acknowledgements are remembered. */
record Calls(Acknowledgements acknowledgements, Journal journal) {
    /** Makes something whose id only the answer tells. */
    String create(String kind, Supplier<String> call) {
        String id = call.get();
        acknowledgements.acknowledged(kind + " " + id, Acknowledgements.PRESENT);
        return id;
    }

    /** Gives a thing a value. */
    void set(String thing, String value, Runnable call) {
        acknowledgements.asking(thing, value);
        call.run();
        acknowledgements.acknowledged(thing, value);
    }

    /** Removes a thing. That it is not there is right only if that was possible. */
    void remove(String thing, Runnable call) {
        boolean known = acknowledgements.present(thing);
        acknowledgements.asking(thing, Acknowledgements.ABSENT);
        try {
            call.run();
        } catch (AwsServiceException e) {
            if (!e.awsErrorDetails().errorCode().contains("NotFound")) {
                throw e;
            }
            if (known) {
                journal.violation("lost: " + thing + " was acknowledged, and is gone: " + e.getMessage());
            }
        }
        acknowledgements.acknowledged(thing, Acknowledgements.ABSENT);
    }
}

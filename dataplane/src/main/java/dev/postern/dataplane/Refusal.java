package dev.postern.dataplane;

/** Why a packet goes no further than a node of a Gateway Load Balancer. */
public enum Refusal {
    NO_APPLIANCE(0, "there is no appliance to send it to"),
    TOO_LARGE(1, "it is larger than 8500 bytes"),
    MALFORMED(2, "what an appliance sent is no packet in GENEVE"),
    OTHER_OPTIONS(3, "an appliance sent other options than it got"),
    UNKNOWN_FLOW(4, "what an appliance sent is of no flow, or of no endpoint, that it was sent"),
    OTHER_APPLIANCE(5, "what an appliance sent is of a flow that another one has"),
    OTHER_PORT(6, "an appliance sent it from another port than it was sent from"),
    OTHER_COOKIE(7, "an appliance sent it with another cookie than its flow has");

    private final int number;
    private final String text;

    Refusal(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** By which the kernel counts it, from 0. */
    public int number() {
        return number;
    }

    /** For people. */
    public String text() {
        return text;
    }
}

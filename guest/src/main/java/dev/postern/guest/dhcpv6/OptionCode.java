package dev.postern.guest.dhcpv6;

/**
 * The options of DHCPv6 that are read or told.
 *
 * @see <a href="https://www.iana.org/assignments/dhcpv6-parameters">DHCPv6 parameters</a>
 */
enum OptionCode {
    CLIENT(1),
    SERVER(2),
    ADDRESSES(3),
    TEMPORARY_ADDRESSES(4),
    ADDRESS(5),
    REQUESTED_OPTIONS(6),
    STATUS(13),
    RAPID_COMMIT(14),
    NAME_SERVERS(23),
    DOMAIN_SEARCH(24),
    PREFIXES(25),
    PREFIX(26),
    SIMPLE_TIME_SERVERS(31),
    TIME_SERVER(56);

    private final int code;

    OptionCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}

package dev.postern.guest.dhcp;

/**
 * The options of DHCP that are read or told.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2132">RFC 2132</a>
 */
enum DhcpOption {
    SUBNET_MASK(1),
    ROUTERS(3),
    NAME_SERVERS(6),
    HOST_NAME(12),
    DOMAIN_NAME(15),
    INTERFACE_MTU(26),
    BROADCAST_ADDRESS(28),
    TIME_SERVERS(42),
    NETBIOS_NAME_SERVERS(44),
    NETBIOS_NODE_TYPE(46),
    REQUESTED_ADDRESS(50),
    LEASE_SECONDS(51),
    MESSAGE_TYPE(53),
    SERVER_IDENTIFIER(54),
    REQUESTED_OPTIONS(55);

    private final int code;

    DhcpOption(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}

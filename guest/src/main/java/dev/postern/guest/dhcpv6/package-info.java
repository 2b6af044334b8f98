/** What an interface is told by DHCPv6 (RFC 8415): bytes in, bytes out. */
@NullMarked
package dev.postern.guest.dhcpv6;

import org.jspecify.annotations.NullMarked;

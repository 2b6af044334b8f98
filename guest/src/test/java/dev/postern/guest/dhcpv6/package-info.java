/** Tests of what is told by DHCPv6. */
@NullMarked
package dev.postern.guest.dhcpv6;

import org.jspecify.annotations.NullMarked;

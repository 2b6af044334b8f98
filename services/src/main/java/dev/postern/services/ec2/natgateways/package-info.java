/** NAT gateways, their addresses and their life. */
@NullMarked
package dev.postern.services.ec2.natgateways;

import org.jspecify.annotations.NullMarked;

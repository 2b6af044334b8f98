/** VPC peering connections. */
@NullMarked
package dev.postern.services.ec2.peering;

import org.jspecify.annotations.NullMarked;

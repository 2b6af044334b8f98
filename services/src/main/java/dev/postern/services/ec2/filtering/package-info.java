/** What may pass: security groups at interfaces, network ACLs at the edges of subnets. */
@NullMarked
package dev.postern.services.ec2.filtering;

import org.jspecify.annotations.NullMarked;

/** VPCs, their blocks, subnets and DHCP options, and the default VPC. */
@NullMarked
package dev.postern.services.ec2.vpc;

import org.jspecify.annotations.NullMarked;

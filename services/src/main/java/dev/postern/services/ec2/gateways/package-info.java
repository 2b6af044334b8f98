/** The gateways of VPCs: internet gateways. */
@NullMarked
package dev.postern.services.ec2.gateways;

import org.jspecify.annotations.NullMarked;

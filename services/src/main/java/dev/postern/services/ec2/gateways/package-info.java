/** The gateways of VPCs: internet gateways, and egress-only ones. */
@NullMarked
package dev.postern.services.ec2.gateways;

import org.jspecify.annotations.NullMarked;

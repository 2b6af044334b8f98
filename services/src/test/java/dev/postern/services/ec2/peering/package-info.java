/** Tests of {@code services.ec2.peering}, in process. */
@NullMarked
package dev.postern.services.ec2.peering;

import org.jspecify.annotations.NullMarked;

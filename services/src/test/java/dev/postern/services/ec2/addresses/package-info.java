/** Tests of {@code services.ec2.addresses}, in process. */
@NullMarked
package dev.postern.services.ec2.addresses;

import org.jspecify.annotations.NullMarked;

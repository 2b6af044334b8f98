/** Tests of {@code services.ec2.absent}, in process. */
@NullMarked
package dev.postern.services.ec2.absent;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code services.ec2.vpc}, in process. */
@NullMarked
package dev.postern.services.ec2.vpc;

import org.jspecify.annotations.NullMarked;

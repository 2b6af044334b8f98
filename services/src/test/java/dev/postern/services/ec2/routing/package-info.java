/** Tests of {@code services.ec2.routing}, in process. */
@NullMarked
package dev.postern.services.ec2.routing;

import org.jspecify.annotations.NullMarked;

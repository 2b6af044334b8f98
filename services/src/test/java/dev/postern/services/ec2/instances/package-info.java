/** Tests of {@code services.ec2.instances}, in process. */
@NullMarked
package dev.postern.services.ec2.instances;

import org.jspecify.annotations.NullMarked;

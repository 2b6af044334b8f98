/** Tests of {@code services.ec2.call}, in process. */
@NullMarked
package dev.postern.services.ec2.call;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code services.ec2.filtering}, in process. */
@NullMarked
package dev.postern.services.ec2.filtering;

import org.jspecify.annotations.NullMarked;

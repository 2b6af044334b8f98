/** Tests of {@code services.ec2.endpoints}, in process. */
@NullMarked
package dev.postern.services.ec2.endpoints;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code services.ec2.prefixlists}, in process. */
@NullMarked
package dev.postern.services.ec2.prefixlists;

import org.jspecify.annotations.NullMarked;

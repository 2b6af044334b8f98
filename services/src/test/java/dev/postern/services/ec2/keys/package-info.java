/** Tests of {@code services.ec2.keys}, in process. */
@NullMarked
package dev.postern.services.ec2.keys;

import org.jspecify.annotations.NullMarked;

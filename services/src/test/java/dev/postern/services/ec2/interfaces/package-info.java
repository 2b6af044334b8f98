/** Tests of {@code services.ec2.interfaces}, in process. */
@NullMarked
package dev.postern.services.ec2.interfaces;

import org.jspecify.annotations.NullMarked;

/** Tests of EC2's operations, in process. */
@NullMarked
package dev.postern.services.ec2;

import org.jspecify.annotations.NullMarked;

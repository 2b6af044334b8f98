/** Tests of {@code services.ec2.natgateways}, in process. */
@NullMarked
package dev.postern.services.ec2.natgateways;

import org.jspecify.annotations.NullMarked;

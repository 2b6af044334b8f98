/** Elastic IP addresses. */
@NullMarked
package dev.postern.services.ec2.addresses;

import org.jspecify.annotations.NullMarked;

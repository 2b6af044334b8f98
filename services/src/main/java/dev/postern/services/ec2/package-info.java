/** Amazon EC2: one package per group of nouns, one class per noun; {@link Ec2Service} is the door to all of them. */
@NullMarked
package dev.postern.services.ec2;

import org.jspecify.annotations.NullMarked;

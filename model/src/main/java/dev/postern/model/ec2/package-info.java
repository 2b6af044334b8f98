/** AWS EC2's nouns as values: what the user asked for, not how the kernel carries it. */
@NullMarked
package dev.postern.model.ec2;

import org.jspecify.annotations.NullMarked;

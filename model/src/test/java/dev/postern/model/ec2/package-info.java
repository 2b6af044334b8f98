/** Tests of the nouns of EC2. */
@NullMarked
package dev.postern.model.ec2;

import org.jspecify.annotations.NullMarked;

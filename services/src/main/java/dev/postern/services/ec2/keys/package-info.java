/** Key pairs, and the forms in which keys are written. */
@NullMarked
package dev.postern.services.ec2.keys;

import org.jspecify.annotations.NullMarked;

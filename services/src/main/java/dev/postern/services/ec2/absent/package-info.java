/** Truthful answers to who asks for what cannot exist here yet: there is none. */
@NullMarked
package dev.postern.services.ec2.absent;

import org.jspecify.annotations.NullMarked;

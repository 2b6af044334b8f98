/** EC2 Instance Connect: public keys that are let in for a minute. */
@NullMarked
package dev.postern.services.instanceconnect;

import org.jspecify.annotations.NullMarked;

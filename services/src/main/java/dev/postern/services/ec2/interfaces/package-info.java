/** Network interfaces, their private addresses, and the public ones that stand for them. */
@NullMarked
package dev.postern.services.ec2.interfaces;

import org.jspecify.annotations.NullMarked;

/** The resolver of a VPC as a function from query to answer. */
@NullMarked
package dev.postern.guest.dns;

import org.jspecify.annotations.NullMarked;

/** Instance types: what there are, and what each allows. */
@NullMarked
package dev.postern.services.ec2.types;

import org.jspecify.annotations.NullMarked;

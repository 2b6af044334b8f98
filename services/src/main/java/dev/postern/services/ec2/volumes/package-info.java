/** The volumes of instances. */
@NullMarked
package dev.postern.services.ec2.volumes;

import org.jspecify.annotations.NullMarked;

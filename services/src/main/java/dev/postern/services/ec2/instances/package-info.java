/** Instances: their launch, their life, their attributes and profiles. */
@NullMarked
package dev.postern.services.ec2.instances;

import org.jspecify.annotations.NullMarked;

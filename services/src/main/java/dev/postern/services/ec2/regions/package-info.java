/** Regions, Availability Zones, and what an account may do in them. */
@NullMarked
package dev.postern.services.ec2.regions;

import org.jspecify.annotations.NullMarked;

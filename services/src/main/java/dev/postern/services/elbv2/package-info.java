/** Elastic Load Balancing, version 2: Network Load Balancers, their listeners and the groups of targets to which those forward. */
@NullMarked
package dev.postern.services.elbv2;

import org.jspecify.annotations.NullMarked;

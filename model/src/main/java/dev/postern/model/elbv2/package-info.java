/** The nouns of Elastic Load Balancing, version 2: balancers, their listeners, and the groups of targets to which those forward. */
@NullMarked
package dev.postern.model.elbv2;

import org.jspecify.annotations.NullMarked;

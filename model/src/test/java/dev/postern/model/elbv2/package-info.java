/** Tests of the nouns of Elastic Load Balancing. */
@NullMarked
package dev.postern.model.elbv2;

import org.jspecify.annotations.NullMarked;

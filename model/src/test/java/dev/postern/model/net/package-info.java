/** Tests of the nouns of EC2. */
@NullMarked
package dev.postern.model.net;

import org.jspecify.annotations.NullMarked;

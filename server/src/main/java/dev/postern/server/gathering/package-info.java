/** What is gathered until it is worth a file of its own. */
@NullMarked
package dev.postern.server.gathering;

import org.jspecify.annotations.NullMarked;

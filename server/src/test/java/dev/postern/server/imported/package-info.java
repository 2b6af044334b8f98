/** What files in the forms of AWS become. */
@NullMarked
package dev.postern.server.imported;

import org.jspecify.annotations.NullMarked;

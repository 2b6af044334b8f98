/** What files say, as records that know what was read of them: what nobody read is told. */
@NullMarked
package dev.postern.server.imported.records;

import org.jspecify.annotations.NullMarked;

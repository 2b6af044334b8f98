/** What an instance meets inside its network: names, metadata, certificates. */
@NullMarked
package dev.postern.guest;

import org.jspecify.annotations.NullMarked;

/** What an instance meets inside its network besides other instances: names, metadata and certificates. */
@NullMarked
package dev.postern.guest;

import org.jspecify.annotations.NullMarked;

/** What tests of several services share. */
@NullMarked
package dev.postern.services.fabric;

import org.jspecify.annotations.NullMarked;

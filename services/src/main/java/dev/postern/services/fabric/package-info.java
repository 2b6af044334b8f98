/** What several services need of the network's nouns: addresses that are free, and interfaces that AWS makes for itself. */
@NullMarked
package dev.postern.services.fabric;

import org.jspecify.annotations.NullMarked;

/** What is known about one request: who signed it, through which connection it came, when, and with which randomness. */
@NullMarked
package dev.postern.model.request;

import org.jspecify.annotations.NullMarked;

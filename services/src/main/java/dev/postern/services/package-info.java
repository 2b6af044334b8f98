/** The AWS services, one package each. They meet only in the snapshot. */
@NullMarked
package dev.postern.services;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.postern.services.sns;

import org.jspecify.annotations.NullMarked;

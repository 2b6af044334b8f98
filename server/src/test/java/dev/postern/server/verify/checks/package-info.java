@NullMarked
package dev.postern.server.verify.checks;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.postern.cli.verify;

import org.jspecify.annotations.NullMarked;

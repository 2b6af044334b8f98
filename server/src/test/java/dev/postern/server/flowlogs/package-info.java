@NullMarked
package dev.postern.server.flowlogs;

import org.jspecify.annotations.NullMarked;

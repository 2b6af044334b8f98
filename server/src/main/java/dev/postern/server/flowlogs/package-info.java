/**
 * Flow logs: what the routers have counted becomes records of who sent what to whom, and whether that was allowed; each flow log's
 * go to its bucket as files, and all of them to whoever looks on.
 */
@NullMarked
package dev.postern.server.flowlogs;

import org.jspecify.annotations.NullMarked;

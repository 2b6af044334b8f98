/** Reachability Analyzer: a trace, in its words. */
@NullMarked
package dev.postern.services.ec2.insights;

import org.jspecify.annotations.NullMarked;

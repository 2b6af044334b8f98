/** IAM Access Analyzer, as far as policies can be judged by looking at them. */
@NullMarked
package dev.postern.services.accessanalyzer;

import org.jspecify.annotations.NullMarked;

/** What IAM Access Analyzer says of a policy document: what is wrong with it and where, and what it grants. Pure. */
@NullMarked
package dev.postern.policy.analysis;

import org.jspecify.annotations.NullMarked;

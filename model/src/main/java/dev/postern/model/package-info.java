/** Values that every module shares: identity of accounts, regions and resources, and the {@link dev.postern.model.Snapshot} of the cloud. */
@NullMarked
package dev.postern.model;

import org.jspecify.annotations.NullMarked;

/** Keys of KMS as all services find and use them: by their names in the snapshot, with what was encrypted telling by which. */
@NullMarked
package dev.postern.services.keyring;

import org.jspecify.annotations.NullMarked;

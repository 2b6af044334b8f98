/** System calls that Java has no word for, and what is made of them: user namespaces, private mounts, disks in files. */
@NullMarked
package dev.postern.linux;

import org.jspecify.annotations.NullMarked;

/** The Linux kernel behind the port: namespaces pinned by bind mounts, iproute2, nftables and conntrack run inside them. */
@NullMarked
package dev.postern.dataplane.linux;

import org.jspecify.annotations.NullMarked;

/** The Linux kernel behind the port: namespaces pinned by bind mounts, and netlink, nftables and conntrack inside them. */
@NullMarked
package dev.postern.dataplane.linux;

import org.jspecify.annotations.NullMarked;

package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Ip;

/** What a kernel tells of a namespace since it was asked last. It may be what this process did itself. */
public sealed interface News {
    String namespace();

    /** What a link is by now. */
    record LinkIs(String namespace, Link link) implements News {}

    /** There is no link of the name any more. */
    record LinkGone(String namespace, String name) implements News {}

    /** An address came, or went. */
    record AddressIs(String namespace, Ip address, boolean there) implements News {}

    /** Somebody else changed something. */
    record Changed(String namespace) implements News {}

    /**
     * Somebody else changed a setting, and it is put back.
     *
     * @param what for people
     */
    record SettingRestored(String namespace, String what) implements News {}

    /** Something was told of a namespace, or of all of them, that was lost. */
    record Unknown(String namespace) implements News {}
}

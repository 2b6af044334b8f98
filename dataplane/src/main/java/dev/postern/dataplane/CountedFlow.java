package dev.postern.dataplane;

/**
 * Packets of a flow that have the same flags, and are counted together.
 *
 * @param flags of TCP, as flow logs have them: 1 FIN, 2 SYN, 4 RST, 18 SYN and ACK, 0 none of these
 */
public record CountedFlow(Flow flow, int flags) {}

package dev.postern.linux;

/**
 * What programs for packets remember, and share: a table of the kernel's.
 *
 * @param name at most 15 letters, digits, dots and underscores
 * @param type as {@code linux/bpf.h} numbers them
 * @param keyBytes how long keys are
 * @param valueBytes how long values are
 * @param entries how many there may be
 */
public record PacketMap(String name, int type, int keyBytes, int valueBytes, int entries) {}

package dev.postern.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.Entity;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How the ledger writes one kind of entity. Rows say {@code Vpc@2}: the name stays when the class is renamed, and the version
 * grows when a record changes so that old rows no longer fit it.
 *
 * @param name in the ledger, for ever
 * @param version that is written, from 1
 * @param type that it is read as
 * @param upgrades what brings a row of version 1 to 2, of 2 to 3, and so on: one less than the version
 */
record EntityFormat<E extends Entity>(
        String name, int version, Class<E> type, List<UnaryOperator<ObjectNode>> upgrades) {
    private static final String SEPARATOR = "@";

    EntityFormat {
        upgrades = List.copyOf(upgrades);
        if (name.isEmpty() || name.contains(SEPARATOR) || upgrades.size() != version - 1) {
            throw new IllegalArgumentException(
                    name + " has version " + version + " and " + upgrades.size() + " upgrades");
        }
    }

    /** A format that has not changed since the first release. */
    static <E extends Entity> EntityFormat<E> first(String name, Class<E> type) {
        return new EntityFormat<>(name, 1, type, List.of());
    }

    /** The next version of this format. */
    EntityFormat<E> then(UnaryOperator<ObjectNode> upgrade) {
        List<UnaryOperator<ObjectNode>> all = new java.util.ArrayList<>(upgrades);
        all.add(upgrade);
        return new EntityFormat<>(name, version + 1, type, all);
    }

    /** The name that a row of this version has. */
    String tag() {
        return name + SEPARATOR + version;
    }

    /** The name without its version, of any row. */
    static String nameIn(String tag) {
        int at = tag.indexOf(SEPARATOR);
        return at < 0 ? tag : tag.substring(0, at);
    }

    /**
     * The version of a row: the first release wrote none.
     *
     * @throws StorageException when it is not a number
     */
    static int versionIn(String tag) {
        int at = tag.indexOf(SEPARATOR);
        try {
            return at < 0 ? 1 : Integer.parseInt(tag.substring(at + 1));
        } catch (NumberFormatException e) {
            throw new StorageException("the ledger holds a kind that this version does not know: " + tag, e);
        }
    }

    /**
     * A row's entity as this version writes it.
     *
     * @throws StorageException when the row is newer
     */
    ObjectNode upgraded(ObjectNode entity, int from) {
        if (from < 1 || from > version) {
            throw new StorageException(
                    "the ledger holds " + name + SEPARATOR + from + ", and this version of Postern knows " + name
                            + " up to " + version + ": a newer Postern wrote it, and is needed to open it");
        }
        ObjectNode node = entity;
        for (UnaryOperator<ObjectNode> upgrade : upgrades.subList(from - 1, upgrades.size())) {
            node = upgrade.apply(node);
        }
        return node;
    }
}

package dev.postern.server.verify;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A place in a file, from 1 on.
 *
 * @param line the first one is 1
 * @param column the first one is 1
 */
public record Place(int line, int column) {
    static Place of(Node node) {
        return node.getStartMark().map(Place::of).orElse(new Place(1, 1));
    }

    static Place of(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}

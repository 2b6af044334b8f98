package dev.postern.server.verify;

/** What is wrong with a perimeter file, and where: nothing of it was asked. */
public final class PerimeterMistake extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Place place;

    PerimeterMistake(Place place, String text) {
        super(text);
        this.place = place;
    }

    public Place place() {
        return place;
    }
}

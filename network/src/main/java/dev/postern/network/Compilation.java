package dev.postern.network;

import dev.postern.model.ec2.VpcId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** An intent together with what it was compiled from: where the compilation of the next snapshot begins. Immutable. */
public final class Compilation {
    /** Of no snapshot at all. */
    public static final Compilation NONE = new Compilation(NetworkIntent.EMPTY, new TreeMap<>());

    private final NetworkIntent intent;
    private final SortedMap<VpcId, VpcInputs> inputs;

    Compilation(NetworkIntent intent, SortedMap<VpcId, VpcInputs> inputs) {
        this.intent = intent;
        this.inputs = inputs;
    }

    public NetworkIntent intent() {
        return intent;
    }

    /** The intent of a VPC, if it was compiled from exactly this. */
    Optional<VpcIntent> of(VpcInputs input) {
        VpcId id = input.vpc().id();
        return input.equals(inputs.get(id)) ? intent.vpc(id) : Optional.empty();
    }
}

package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusionId;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions.Mode;
import dev.postern.model.shared.SharedMap;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What VPC Block Public Access says of a VPC and its subnets. The exclusion of a subnet counts before that of its VPC; one that lets out
 * alone takes back half of {@link Mode#BLOCK_BIDIRECTIONAL} and nothing else.
 *
 * @param account of the account, in the VPC's Region
 * @param whole the exclusion of the VPC
 * @param subnets those of its subnets
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html">Block public access to VPCs and subnets</a>
 */
public record PublicAccess(Mode account, Optional<Exclusion> whole, SortedMap<SubnetId, Exclusion> subnets) {
    /** Nothing is blocked, and nothing excluded. */
    public static final PublicAccess OPEN = new PublicAccess(Mode.OFF, Optional.empty(), Collections.emptySortedMap());

    public PublicAccess {
        subnets = Collections.unmodifiableSortedMap(new TreeMap<>(subnets));
    }

    /** An exclusion that is in force; without its state, which changes nothing here. */
    public record Exclusion(VpcBlockPublicAccessExclusionId id, VpcBlockPublicAccessExclusion.Mode mode) {}

    public static PublicAccess of(Snapshot snapshot, Vpc vpc) {
        Mode account = snapshot.find(VpcBlockPublicAccessOptions.class, vpc.scope(), VpcBlockPublicAccessOptions.KEY)
                .map(VpcBlockPublicAccessOptions::mode)
                .orElse(Mode.OFF);
        SharedMap<?, VpcBlockPublicAccessExclusion> exclusions = snapshot.by(Indexes.EXCLUSIONS_BY_VPC, vpc.id());
        if (account == Mode.OFF && exclusions.isEmpty()) {
            return OPEN;
        }
        Optional<Exclusion> whole = Optional.empty();
        TreeMap<SubnetId, Exclusion> subnets = new TreeMap<>();
        for (VpcBlockPublicAccessExclusion one : exclusions.values()) {
            Exclusion exclusion = new Exclusion(one.id(), one.mode());
            one.subnetId().ifPresent(subnet -> subnets.put(subnet, exclusion));
            whole = one.subnetId().isPresent() ? whole : Optional.of(exclusion);
        }
        return new PublicAccess(account, whole, subnets);
    }

    /**
     * Whether a mode blocks what an interface exchanges with a gateway.
     *
     * @param egressOnly whether that is an egress-only internet gateway
     */
    public static boolean blocks(Mode mode, Holder holder, boolean egressOnly) {
        return switch (mode) {
            case OFF -> false;
            case BLOCK_INGRESS -> !letsOutAlone(holder, egressOnly);
            case BLOCK_BIDIRECTIONAL -> true;
        };
    }

    /** Whether nobody on the internet can begin anything that way. */
    public static boolean letsOutAlone(Holder holder, boolean egressOnly) {
        return egressOnly || holder instanceof Holder.NatHolder;
    }

    /** What is blocked of the traffic of the VPC, as far as its subnets have no exclusions. */
    public Mode blocked() {
        return whole.map(this::after).orElse(account);
    }

    /** What is blocked of a subnet's traffic. */
    public Mode blocked(SubnetId subnet) {
        return Optional.ofNullable(subnets.get(subnet)).map(this::after).orElseGet(this::blocked);
    }

    /** The exclusion of a subnet itself. */
    public Optional<VpcBlockPublicAccessExclusionId> exclusion(SubnetId subnet) {
        return Optional.ofNullable(subnets.get(subnet)).map(Exclusion::id);
    }

    private Mode after(Exclusion exclusion) {
        return switch (exclusion.mode()) {
            case ALLOW_BIDIRECTIONAL -> Mode.OFF;
            case ALLOW_EGRESS -> account == Mode.BLOCK_BIDIRECTIONAL ? Mode.BLOCK_INGRESS : account;
        };
    }
}

package dev.postern.network;

import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;

/**
 * A VPC's intent with what it was compiled from, and what only the next compilation needs.
 *
 * @param publicAddresses what stands for private addresses, if anybody asks
 * @param subnetUse how many plugged-in interfaces a subnet has
 * @param groupUse how many plugged-in interfaces have a set of groups
 * @param members the private addresses of each group's members
 */
record CompiledVpc(
        VpcInputs inputs,
        VpcIntent intent,
        SharedMap<Ip, Ip> publicAddresses,
        SharedMap<SubnetId, Integer> subnetUse,
        SharedMap<GroupSet, Integer> groupUse,
        SharedMap<SecurityGroupId, AddressSet> members) {}

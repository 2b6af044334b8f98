package dev.postern.network;

/** What a set of security groups allows: packets to the member, and packets from it. */
public record SecurityPolicy(DirectionPolicy ingress, DirectionPolicy egress) {}

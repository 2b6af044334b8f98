package dev.postern.model.organizations;

import dev.postern.model.Entity;
import dev.postern.model.Scope;

/** The entities of AWS Organizations. Their keys are unique in the whole cloud. */
public sealed interface OrganizationsResource extends Entity
        permits Organization, OrganizationalUnit, Member, OrganizationPolicy, AccountCreation, Handshake {
    @Override
    default Scope scope() {
        return Scope.GLOBAL;
    }
}

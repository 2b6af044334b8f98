package dev.postern.server.verify.checks;

import dev.postern.model.AccountId;
import dev.postern.model.net.Cidr;
import dev.postern.policy.Glob;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a perimeter holds for all principals, resources and networks of its accounts. */
public sealed interface PerimeterCheck {
    /** As files have it. */
    String name();

    /** Whose principals and resources are one's own, as far as they are in this cloud, and trusted. */
    SortedSet<AccountId> accounts();

    /** ARNs, with wildcards, of principals and resources for which it need not hold. */
    List<String> except();

    /** Whether it need not hold for a principal or resource. */
    default boolean excepts(String arn) {
        return except().stream().anyMatch(pattern -> Glob.of(pattern).matches(arn));
    }

    /** The organization whose accounts are trusted as well. */
    default Optional<String> trustedOrganization() {
        return Optional.empty();
    }

    /** Nobody else is allowed anything on one's resources, nor anything at all through one's endpoints. */
    record TrustedIdentities(SortedSet<AccountId> accounts, Optional<String> organization, List<String> except)
            implements PerimeterCheck {
        public TrustedIdentities {
            accounts = Collections.unmodifiableSortedSet(new TreeSet<>(accounts));
            except = List.copyOf(except);
        }

        @Override
        public String name() {
            return "only-trusted-identities";
        }

        @Override
        public Optional<String> trustedOrganization() {
            return organization;
        }
    }

    /** One's principals are allowed nothing on the resources of others, from any of one's networks. */
    record TrustedResources(SortedSet<AccountId> accounts, Optional<String> organization, List<String> except)
            implements PerimeterCheck {
        public TrustedResources {
            accounts = Collections.unmodifiableSortedSet(new TreeSet<>(accounts));
            except = List.copyOf(except);
        }

        @Override
        public String name() {
            return "only-trusted-resources";
        }

        @Override
        public Optional<String> trustedOrganization() {
            return organization;
        }
    }

    /**
     * One's principals are allowed nothing on one's resources from elsewhere.
     *
     * @param endpoints all of one's own where none is said
     * @param vpcs all whose endpoints are expected
     * @param addresses from which requests may come that come through no endpoint
     * @param services whose resources are meant
     */
    record ExpectedNetworks(
            SortedSet<AccountId> accounts,
            Optional<Set<String>> endpoints,
            Set<String> vpcs,
            List<Cidr> addresses,
            List<String> except,
            Set<String> services)
            implements PerimeterCheck {
        public ExpectedNetworks {
            accounts = Collections.unmodifiableSortedSet(new TreeSet<>(accounts));
            endpoints = endpoints.map(ids -> Collections.unmodifiableSet(new TreeSet<>(ids)));
            vpcs = Collections.unmodifiableSet(new TreeSet<>(vpcs));
            addresses = List.copyOf(addresses);
            except = List.copyOf(except);
            services = Collections.unmodifiableSet(new TreeSet<>(services));
        }

        @Override
        public String name() {
            return "only-expected-networks";
        }
    }
}

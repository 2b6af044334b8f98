package dev.postern.services.ec2.prefixlists;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesResponse;

/** Prefix lists. */
public interface PrefixListOperations extends Ec2Operations {
    @Override
    default DescribePrefixListsResponse describePrefixLists(DescribePrefixListsRequest request) {
        return read(request, PrefixLists::describe);
    }

    @Override
    default DescribeManagedPrefixListsResponse describeManagedPrefixLists(DescribeManagedPrefixListsRequest request) {
        return read(request, PrefixLists::describeManaged);
    }

    @Override
    default GetManagedPrefixListEntriesResponse getManagedPrefixListEntries(
            GetManagedPrefixListEntriesRequest request) {
        return read(request, PrefixLists::entries);
    }
}

package dev.postern.services.s3;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.s3.AccountAccessBlock;
import dev.postern.storage.Cloud.Outcome;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockResponse;

/** What keeps a whole account from becoming public by mistake. */
interface AccountBlockOperations extends S3ControlOperations {
    @Override
    default PutPublicAccessBlockResponse putPublicAccessBlock(PutPublicAccessBlockRequest request) {
        Scope account =
                Scope.ofAccount(S3ControlOperations.scope(request.accountId()).account());
        AccountAccessBlock block =
                new AccountAccessBlock(account, S3ControlOperations.read(request.publicAccessBlockConfiguration()));
        return cloud().commit(_ -> new Outcome<>(
                Change.put(block), PutPublicAccessBlockResponse.builder().build()));
    }

    @Override
    default GetPublicAccessBlockResponse getPublicAccessBlock(GetPublicAccessBlockRequest request) {
        Scope scope = S3ControlOperations.scope(request.accountId());
        return GetPublicAccessBlockResponse.builder()
                .publicAccessBlockConfiguration(AccountAccessBlock.find(cloud().snapshot(), scope)
                        .map(found -> S3ControlOperations.view(found.block()))
                        .orElseThrow(S3Error.NO_SUCH_PUBLIC_ACCESS_BLOCK::with))
                .build();
    }

    @Override
    default DeletePublicAccessBlockResponse deletePublicAccessBlock(DeletePublicAccessBlockRequest request) {
        Scope scope = S3ControlOperations.scope(request.accountId());
        return cloud().commit(snapshot -> new Outcome<>(
                AccountAccessBlock.find(snapshot, scope).map(Change::remove).orElse(Change.NONE),
                DeletePublicAccessBlockResponse.builder().build()));
    }
}

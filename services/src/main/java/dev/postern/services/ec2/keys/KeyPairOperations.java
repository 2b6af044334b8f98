package dev.postern.services.ec2.keys;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsResponse;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairResponse;

/** Key pairs. */
public interface KeyPairOperations extends Ec2Operations {
    @Override
    default CreateKeyPairResponse createKeyPair(CreateKeyPairRequest request) {
        KeyMaterial material = KeyPairs.generate(request, host().random());
        return commit(request, (call, wanted) -> KeyPairs.create(call, wanted, material));
    }

    @Override
    default ImportKeyPairResponse importKeyPair(ImportKeyPairRequest request) {
        return commit(request, KeyPairs::importKey);
    }

    @Override
    default DeleteKeyPairResponse deleteKeyPair(DeleteKeyPairRequest request) {
        return commit(request, KeyPairs::delete);
    }

    @Override
    default DescribeKeyPairsResponse describeKeyPairs(DescribeKeyPairsRequest request) {
        return read(request, KeyPairs::describe);
    }
}

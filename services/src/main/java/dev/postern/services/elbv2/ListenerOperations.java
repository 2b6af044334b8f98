package dev.postern.services.elbv2;

import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddListenerCertificatesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddListenerCertificatesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenerCertificatesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenerCertificatesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeRulesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeRulesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeSslPoliciesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeSslPoliciesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveListenerCertificatesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveListenerCertificatesResponse;

/** The operations on listeners, their certificates and their rules. */
interface ListenerOperations extends Elbv2Operations {
    @Override
    default CreateListenerResponse createListener(CreateListenerRequest request) {
        return commit(call -> Listeners.create(call, request));
    }

    @Override
    default DescribeListenersResponse describeListeners(DescribeListenersRequest request) {
        return read(call -> Listeners.describe(call, request));
    }

    @Override
    default ModifyListenerResponse modifyListener(ModifyListenerRequest request) {
        return commit(call -> Listeners.modify(call, request));
    }

    @Override
    default DeleteListenerResponse deleteListener(DeleteListenerRequest request) {
        return commit(call -> Listeners.delete(call, request));
    }

    @Override
    default DescribeListenerAttributesResponse describeListenerAttributes(DescribeListenerAttributesRequest request) {
        return read(call -> ListenerAttributes.describe(call, request));
    }

    @Override
    default ModifyListenerAttributesResponse modifyListenerAttributes(ModifyListenerAttributesRequest request) {
        return commit(call -> ListenerAttributes.modify(call, request));
    }

    @Override
    default DescribeListenerCertificatesResponse describeListenerCertificates(
            DescribeListenerCertificatesRequest request) {
        return read(call -> ListenerCertificates.describe(call, request));
    }

    @Override
    default AddListenerCertificatesResponse addListenerCertificates(AddListenerCertificatesRequest request) {
        return commit(call -> ListenerCertificates.add(call, request));
    }

    @Override
    default RemoveListenerCertificatesResponse removeListenerCertificates(RemoveListenerCertificatesRequest request) {
        return commit(call -> ListenerCertificates.remove(call, request));
    }

    @Override
    default DescribeRulesResponse describeRules(DescribeRulesRequest request) {
        return read(call -> Rules.describe(call, request));
    }

    @Override
    default DescribeSslPoliciesResponse describeSSLPolicies(DescribeSslPoliciesRequest request) {
        return SslPolicies.describe(request);
    }
}

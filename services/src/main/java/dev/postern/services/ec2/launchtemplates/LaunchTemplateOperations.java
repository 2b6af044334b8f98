package dev.postern.services.ec2.launchtemplates;

import dev.postern.services.ec2.call.Ec2Operations;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesResponse;
import software.amazon.awssdk.services.ec2.model.GetLaunchTemplateDataRequest;
import software.amazon.awssdk.services.ec2.model.GetLaunchTemplateDataResponse;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateResponse;

/** Launch templates. */
public interface LaunchTemplateOperations extends Ec2Operations {
    @Override
    default CreateLaunchTemplateResponse createLaunchTemplate(CreateLaunchTemplateRequest request) {
        return commit(request, LaunchTemplates::create);
    }

    @Override
    default CreateLaunchTemplateVersionResponse createLaunchTemplateVersion(
            CreateLaunchTemplateVersionRequest request) {
        return commit(request, LaunchTemplateVersions::create);
    }

    @Override
    default DescribeLaunchTemplatesResponse describeLaunchTemplates(DescribeLaunchTemplatesRequest request) {
        return read(request, LaunchTemplates::describe);
    }

    @Override
    default DescribeLaunchTemplateVersionsResponse describeLaunchTemplateVersions(
            DescribeLaunchTemplateVersionsRequest request) {
        return read(request, LaunchTemplateVersions::describe);
    }

    @Override
    default ModifyLaunchTemplateResponse modifyLaunchTemplate(ModifyLaunchTemplateRequest request) {
        return commit(request, LaunchTemplates::modify);
    }

    @Override
    default DeleteLaunchTemplateResponse deleteLaunchTemplate(DeleteLaunchTemplateRequest request) {
        return commit(request, LaunchTemplates::delete);
    }

    @Override
    default DeleteLaunchTemplateVersionsResponse deleteLaunchTemplateVersions(
            DeleteLaunchTemplateVersionsRequest request) {
        return commit(request, LaunchTemplateVersions::delete);
    }

    @Override
    default GetLaunchTemplateDataResponse getLaunchTemplateData(GetLaunchTemplateDataRequest request) {
        return read(request, InstanceAsTemplate::of);
    }
}

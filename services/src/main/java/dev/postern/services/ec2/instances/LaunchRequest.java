package dev.postern.services.ec2.instances;

import dev.postern.model.Tags;
import dev.postern.model.ec2.LaunchTemplate;
import dev.postern.model.ec2.LaunchTemplateVersion;
import dev.postern.services.authorization.TemplatedLaunch;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.launchtemplates.LaunchTemplates;
import dev.postern.wire.codec.InvalidValueException;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/**
 * What a launch really asks for.
 *
 * @param request with what its launch template says of the rest
 * @param tags by which an instance tells of the template; nobody else gives or takes them
 */
record LaunchRequest(RunInstancesRequest request, Tags tags) {
    static LaunchRequest of(Ec2Call call, RunInstancesRequest request) {
        LaunchTemplateSpecification said = request.launchTemplate();
        if (said == null) {
            return new LaunchRequest(request, Tags.NONE);
        }
        LaunchTemplate template = LaunchTemplates.require(call, said.launchTemplateId(), said.launchTemplateName());
        LaunchTemplateVersion version = LaunchTemplates.requireVersion(call, template, said.version());
        try {
            return new LaunchRequest(
                    TemplatedLaunch.with(request, version),
                    Tags.of(Map.of(
                            "aws:ec2launchtemplate:id",
                            template.key(),
                            "aws:ec2launchtemplate:version",
                            Long.toString(version.number()))));
        } catch (InvalidValueException e) {
            throw Ec2Error.UNSUPPORTED.of(
                    "The parameter " + e.name() + " of the launch template is not supported here.");
        }
    }
}

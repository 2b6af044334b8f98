package dev.postern.services.ssm;

import dev.postern.model.Arn;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.request.RequestContext;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** Reads AWS's public parameters of machine images. Nobody can put a parameter here, so there are no others. */
public final class SsmService implements SsmClient {
    private static final String IMAGE_FAMILY = "/aws/service/ami-amazon-linux-latest";

    private final String architecture;

    /**
     * The service of one machine.
     *
     * @param architecture as EC2 calls the host's
     */
    public SsmService(String architecture) {
        this.architecture = architecture;
    }

    @Override
    public GetParameterResponse getParameter(GetParameterRequest request) {
        Parameter parameter = find(request.name())
                .orElseThrow(() -> new ApiException(
                        SsmError.PARAMETER_NOT_FOUND,
                        request.name().startsWith("/aws/service/")
                                ? "There is no image for " + request.name() + " in this cloud."
                                : ""));
        return GetParameterResponse.builder().parameter(parameter).build();
    }

    @Override
    public GetParametersResponse getParameters(GetParametersRequest request) {
        if (new HashSet<>(request.names()).size() < request.names().size()) {
            throw new ApiException(
                    SsmError.VALIDATION, "Duplicated parameter names are not allowed: " + request.names());
        }
        List<Parameter> found = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String name : request.names()) {
            found(name).ifPresentOrElse(found::add, () -> invalid.add(name));
        }
        return GetParametersResponse.builder()
                .parameters(found)
                .invalidParameters(invalid)
                .build();
    }

    /** All that it has fits on one page of ten. */
    @Override
    public GetParametersByPathResponse getParametersByPath(GetParametersByPathRequest request) {
        if (!request.path().startsWith("/")) {
            throw new ApiException(SsmError.VALIDATION, "The parameter doesn't meet the parameter name requirements.");
        }
        if (request.nextToken() != null || !request.parameterFilters().isEmpty()) {
            throw new ApiException(SsmError.VALIDATION, "Pages and filters are not supported here.");
        }
        String path = request.path().replaceFirst("/+$", "");
        boolean below = Boolean.TRUE.equals(request.recursive()) && IMAGE_FAMILY.startsWith(path + "/");
        List<String> names = path.equals(IMAGE_FAMILY) || below ? BuiltInImage.parameters(architecture) : List.of();
        int most = request.maxResults() == null ? 10 : request.maxResults();
        if (names.size() > most) {
            throw new ApiException(SsmError.VALIDATION, "Pages are not supported here: MaxResults must be 10.");
        }
        return GetParametersByPathResponse.builder()
                .parameters(names.stream().flatMap(name -> found(name).stream()).toList())
                .build();
    }

    private Optional<Parameter> find(String name) {
        Optional<Parameter> found = found(name);
        if (found.isEmpty()
                && name.matches(".+:[0-9]+")
                && found(name.replaceFirst(":[0-9]+$", "")).isPresent()) {
            throw new ApiException(
                    SsmError.PARAMETER_VERSION_NOT_FOUND,
                    "Systems Manager could not find version " + name.substring(name.lastIndexOf(':') + 1) + " of "
                            + name.substring(0, name.lastIndexOf(':')) + ". Verify the version and try again.");
        }
        return found;
    }

    /** A parameter by its name or its ARN, and with or without its only version. */
    private Optional<Parameter> found(String asked) {
        RequestContext request = RequestContext.current();
        String ownArn = "arn:aws:ssm:" + request.region() + "::parameter";
        String selector = asked.endsWith(":1") ? ":1" : "";
        String name = asked.substring(0, asked.length() - selector.length());
        String plain = name.startsWith(ownArn + "/") ? name.substring(ownArn.length()) : name;
        return BuiltInImage.behind(plain, request.region(), architecture)
                .map(image -> Parameter.builder()
                        .name(plain)
                        .type(ParameterType.STRING)
                        .value(image.value())
                        .version(1L)
                        .selector(selector.isEmpty() ? null : selector)
                        .lastModifiedDate(BuiltInImage.RELEASED)
                        .arn(new Arn("aws", "ssm", request.region().name(), "", "parameter" + plain).toString())
                        .dataType("text")
                        .build());
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

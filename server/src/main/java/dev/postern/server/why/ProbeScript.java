package dev.postern.server.why;

import dev.postern.model.request.RequestContext;
import dev.postern.services.s3.SupposedRequest;
import dev.postern.wire.http.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A request as a shell script for an instance: it takes the role's credentials from the metadata service, as SDKs do, and sends
 * the request with {@code curl}. Only what changes nothing is sent: what reads, dry runs of EC2, and an upload whose digest is
 * not its own, which S3 refuses after it has asked every policy.
 */
final class ProbeScript {
    /** The metadata service gave no token. */
    static final int NO_TOKEN = 90;

    /** The metadata service has no credentials. */
    static final int NO_CREDENTIALS = 91;

    /** Of a shell that finds no curl. */
    static final int NO_CURL = 127;

    /** The digest of nothing, which is not that of what is sent. */
    private static final String OTHER_DIGEST = "1B2M2Y8AsgTpgAmY7PhCfg==";

    private static final Map<String, String> VERSIONS =
            Map.of("ec2", "2016-11-15", "iam", "2010-05-08", "sts", "2011-06-15");

    /** How EC2's requests name a resource, by the prefix of its id. */
    private static final Map<String, String> MEMBERS = Map.of(
            "i", "InstanceId",
            "vpc", "VpcId",
            "subnet", "SubnetId",
            "sg", "GroupId",
            "rtb", "RouteTableId",
            "acl", "NetworkAclId",
            "igw", "InternetGatewayId",
            "eni", "NetworkInterfaceId",
            "vpce", "VpcEndpointId",
            "eipalloc", "AllocationId");

    private static final Map<String, String> IAM_MEMBERS = Map.of(
            "role", "RoleName",
            "user", "UserName",
            "group", "GroupName",
            "instance-profile", "InstanceProfileName",
            "policy", "PolicyArn");

    private static final String CREDENTIALS = """
            command -v curl >/dev/null || exit 127
            md() { printf '%s\\n' "$2" | curl -s -f -m 3 -K - "http://169.254.169.254/latest/$1"; }
            t=$(md api/token 'request = "PUT"
            header = "x-aws-ec2-metadata-token-ttl-seconds: 60"') || exit 90
            h="header = \\"x-aws-ec2-metadata-token: $t\\""
            r=$(md meta-data/iam/security-credentials/ "$h") || exit 91
            c=$(md "meta-data/iam/security-credentials/$r" "$h") || exit 91
            f() { printf '%s' "$c" | sed -n "s/.*\\"$1\\" *: *\\"\\([^\\"]*\\)\\".*/\\1/p"; }
            k="user = \\"$(f AccessKeyId):$(f SecretAccessKey)\\"
            header = \\"x-amz-security-token: $(f Token)\\""
            """;

    private ProbeScript() {}

    /** Why a request is not one that can be sent to see; empty if it is. */
    static Optional<String> obstacle(Wanted wanted) {
        String action = wanted.action();
        if (wanted.s3().isPresent()) {
            String method = wanted.s3().get().method();
            boolean reads = method.equals("GET") || method.equals("HEAD");
            return reads || action.equals("s3:PutObject")
                    ? Optional.empty()
                    : Optional.of(action + " would change something");
        }
        if (!VERSIONS.containsKey(wanted.service())) {
            return Optional.of("the probe does not speak the protocol of " + wanted.service());
        }
        boolean reads = wanted.operation().matches("(Get|List|Describe).*");
        if (!wanted.service().equals("ec2") && !reads) {
            return Optional.of(action + " would change something");
        }
        return wanted.resource().isPresent() && member(wanted).isEmpty()
                ? Optional.of("the probe does not know where " + action + " names "
                        + wanted.resource().get())
                : Optional.empty();
    }

    /** The script of a request without an obstacle. */
    static String of(Wanted wanted, RequestContext context, boolean signed) {
        List<String> lines = new ArrayList<>(List.of("silent", "include", "max-time = 8"));
        if (wanted.s3().isPresent()) {
            lines.addAll(s3(wanted, wanted.s3().get().asRequest(context)));
        } else {
            lines.add("url = \"https://" + wanted.hostName() + "/\"");
            lines.add("data = \"" + form(wanted) + "\"");
        }
        if (signed) {
            String region = wanted.service().equals("iam")
                    ? "us-east-1"
                    : wanted.region().name();
            lines.add("aws-sigv4 = \"aws:amz:" + region + ":" + wanted.service() + "\"");
        }
        String request = "cat <<'END'\n" + String.join("\n", lines) + "\nEND\n";
        return signed
                ? CREDENTIALS + "{ printf '%s\\n' \"$k\"; " + request + "} | curl -K -\n"
                : "command -v curl >/dev/null || exit 127\n{ " + request + "} | curl -K -\n";
    }

    private static List<String> s3(Wanted wanted, HttpRequest request) {
        String host = wanted.hostName();
        String bucket = wanted.s3().flatMap(SupposedRequest::bucket).orElse("");
        boolean virtual = !bucket.isEmpty() && (wanted.point().isPresent() || host.startsWith(bucket + "."));
        String path = virtual ? request.path().substring(bucket.length() + 1) : request.path();
        // Of curl's signatures those are right whose parameters are in order.
        String query = Arrays.stream(request.query().split("&", -1)).sorted().collect(Collectors.joining("&"));
        List<String> lines = new ArrayList<>();
        lines.add("url = \"https://" + host + (path.isEmpty() ? "/" : path) + (query.isEmpty() ? "" : "?" + query)
                + "\"");
        lines.add("header = \"x-amz-content-sha256: UNSIGNED-PAYLOAD\"");
        switch (request.method()) {
            case "HEAD" -> lines.add("head");
            case "PUT" -> {
                lines.add("request = \"PUT\"");
                lines.add("data-binary = \"x\"");
                lines.add("header = \"content-md5: " + OTHER_DIGEST + "\"");
            }
            default -> {
                if (wanted.action().startsWith("s3:GetObject")
                        && request.query().isEmpty()) {
                    lines.add("range = \"0-0\"");
                }
            }
        }
        return lines;
    }

    private static String form(Wanted wanted) {
        StringBuilder form = new StringBuilder(
                "Action=" + wanted.operation() + "&Version=" + VERSIONS.getOrDefault(wanted.service(), ""));
        if (wanted.service().equals("ec2")) {
            form.append("&DryRun=true");
        }
        member(wanted)
                .ifPresent(name -> form.append('&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value(wanted, name), StandardCharsets.UTF_8)));
        return form.toString();
    }

    private static String value(Wanted wanted, String member) {
        String resource = wanted.resource().orElse("");
        return member.endsWith("Arn") ? resource : resource.substring(resource.lastIndexOf('/') + 1);
    }

    /** The member of the request that names the resource. */
    private static Optional<String> member(Wanted wanted) {
        if (wanted.resource().isEmpty()) {
            return Optional.empty();
        }
        String resource = wanted.resource().get();
        if (wanted.service().equals("iam")) {
            String noun = resource.substring(resource.lastIndexOf(':') + 1).split("/", 2)[0];
            return Optional.ofNullable(IAM_MEMBERS.get(noun));
        }
        String id = resource.substring(resource.lastIndexOf('/') + 1);
        int dash = id.lastIndexOf('-');
        return dash < 0
                ? Optional.empty()
                : Optional.ofNullable(MEMBERS.get(id.substring(0, dash)))
                        .map(name -> wanted.operation().endsWith("s") ? name + ".1" : name);
    }
}

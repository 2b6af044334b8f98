package dev.postern.server.sns;

import dev.postern.guest.tls.MessageSigner;
import dev.postern.model.Region;
import dev.postern.server.gateway.FrontDoor;
import dev.postern.server.http.Answer;
import dev.postern.server.network.ServiceFront;
import dev.postern.services.sns.Signer;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The key of SNS, and its certificate where messages say that it is. */
record SigningKey(MessageSigner signer) implements Signer {
    @Override
    public String sign(String text, int version) {
        return signer.sign(text, version);
    }

    @Override
    public String certificateUrl(Region region) {
        return "https://sns." + region + ".amazonaws.com" + signer.path();
    }

    /** The same front, with the certificate at SNS's own addresses: everybody may read it, without a signature. */
    public ServiceFront before(ServiceFront services) {
        return (request, door) -> isOfSns(door)
                        && request.method().equals("GET")
                        && request.path().equals(signer.path())
                ? Answer.of(new HttpResponse(
                        200,
                        Headers.of("Content-Type", "application/x-pem-file"),
                        new HttpResponse.Bytes(signer.certificatePem().getBytes(StandardCharsets.US_ASCII))))
                : services.handle(request, door);
    }

    private static boolean isOfSns(FrontDoor door) {
        return door.service().filter(at -> at.service().equals("sns")).isPresent();
    }
}

package dev.postern.services.s3;

/** Bucket policies for tests. */
final class Policies {
    private Policies() {}

    /** Everybody from our network may do one thing; the address keeps the policy from counting as public. */
    static String letEverybody(String action, String resource, boolean fromOneAddress) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"%s",
                 "Resource":"arn:aws:s3:::%s"%s}]}""".formatted(
                        action,
                        resource,
                        fromOneAddress ? ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"198.18.0.0/16\"}}" : "");
    }

    /** An identity-based policy of one statement; the condition may be empty. */
    static String identity(String action, String resource, String condition) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s","Resource":"%s"%s}]}""".formatted(action, resource, condition.isEmpty() ? "" : ",\"Condition\":" + condition);
    }

    /** Nobody may do anything unless they come through an endpoint. */
    static String onlyThrough(String endpoint, String bucket) {
        return """
                {"Version":"2012-10-17","Statement":[{"Sid":"OnlyTheDoor","Effect":"Deny","Principal":"*","Action":"s3:*",
                 "Resource":["arn:aws:s3:::%2$s","arn:aws:s3:::%2$s/*"],
                 "Condition":{"StringNotEquals":{"aws:SourceVpce":"%1$s"}}}]}""".formatted(endpoint, bucket);
    }
}

package dev.postern.policy;

import java.util.Optional;

/**
 * The version of the policy language that a document is written in.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html">IAM JSON
 *     policy elements: Version</a>
 */
public enum LanguageVersion {
    /** The default of a document without a Version: policy variables are plain text. */
    V2008_10_17("2008-10-17"),
    V2012_10_17("2012-10-17");

    private final String date;

    LanguageVersion(String date) {
        this.date = date;
    }

    public String date() {
        return date;
    }

    static Optional<LanguageVersion> find(String date) {
        for (LanguageVersion version : values()) {
            if (version.date.equals(date)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}

package dev.postern.services.ssm;

import dev.postern.wire.ErrorCode;

/**
 * The errors of Parameter Store.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html">GetParameter</a>
 */
enum SsmError implements ErrorCode {
    PARAMETER_NOT_FOUND("ParameterNotFound"),
    PARAMETER_VERSION_NOT_FOUND("ParameterVersionNotFound"),
    VALIDATION("ValidationException");

    private final String code;

    SsmError(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return 400;
    }
}

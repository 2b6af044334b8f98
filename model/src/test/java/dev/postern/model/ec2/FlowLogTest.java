package dev.postern.model.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FlowLogTest {
    private static final Instant AT = Instant.parse("2018-06-20T16:20:31Z");
    private static final String FILE = "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz";

    @Test
    void layoutsOfKeysAreThoseThatAwsDocuments() {
        assertThat(key("", false, false)).isEqualTo("AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/" + FILE);
        assertThat(key("logs/", false, true))
                .isEqualTo("logs/AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/16/" + FILE);
        assertThat(key("a/b", true, false))
                .isEqualTo("a/b/AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/"
                        + "year=2018/month=06/day=20/" + FILE);
        assertThat(key("a/b", true, true))
                .isEqualTo("a/b/AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/"
                        + "year=2018/month=06/day=20/hour=16/" + FILE);
    }

    @Test
    void destinationsKeepWhatWasWritten() {
        assertThat(new FlowLog.Destination("b", Optional.empty(), false, false).arn())
                .isEqualTo("arn:aws:s3:::b");
        assertThat(new FlowLog.Destination("b", Optional.of(""), false, false))
                .returns("arn:aws:s3:::b/", FlowLog.Destination::arn)
                .returns("", FlowLog.Destination::prefix);
        assertThat(new FlowLog.Destination("b", Optional.of("f"), false, false))
                .returns("arn:aws:s3:::b/f", FlowLog.Destination::arn)
                .returns("f/", FlowLog.Destination::prefix);
    }

    @Test
    void fieldsAreFoundByTheirNamesAndMakeTheVersionOfRecords() {
        assertThat(FlowField.find("pkt-src-aws-service")).contains(FlowField.PKT_SRC_AWS_SERVICE);
        assertThat(FlowField.find("PKT_SRCADDR")).isEmpty();
        assertThat(FlowField.DEFAULT).hasSize(14).endsWith(FlowField.LOG_STATUS);
        assertThat(log(FlowField.DEFAULT, "", false, false))
                .returns(2, FlowLog::recordVersion)
                .extracting(FlowLog::formatText)
                .asString()
                .startsWith("${version} ${account-id} ")
                .endsWith(" ${log-status}");
        assertThat(log(List.of(FlowField.FLOW_DIRECTION, FlowField.VPC_ID), "", false, false)
                        .recordVersion())
                .isEqualTo(5);
    }

    private static String key(String folder, boolean hiveCompatible, boolean perHour) {
        return log(FlowField.DEFAULT, folder, hiveCompatible, perHour).objectKey(AT, "fe123456");
    }

    private static FlowLog log(List<FlowField> format, String folder, boolean hiveCompatible, boolean perHour) {
        VpcId vpc = new VpcId("vpc-12345678");
        return new FlowLog(
                new Scope(new AccountId("123456789012"), Region.US_EAST_1),
                new FlowLogId("fl-1234abcd"),
                new FlowLog.Watched.OfVpc(vpc),
                vpc,
                FlowLog.TrafficType.ALL,
                new FlowLog.Destination("my-flow-log-bucket", Optional.of(folder), hiveCompatible, perHour),
                format,
                FlowLog.Aggregation.TEN_MINUTES,
                AT,
                "arn:aws:iam::123456789012:root",
                Tags.NONE);
    }
}

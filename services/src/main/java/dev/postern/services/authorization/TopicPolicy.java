package dev.postern.services.authorization;

import dev.postern.model.sns.Topic;

/** The policy of a topic of SNS: its own, or the one that every topic begins with. */
public final class TopicPolicy {
    private TopicPolicy() {}

    /**
     * The policy in force.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-key-concepts.html">Key concepts</a>
     */
    public static String of(Topic topic) {
        return topic.policy().orElseGet(() -> byDefault(topic));
    }

    /** It lets AWS's services act for the topic's owner; his own users need policies of theirs. */
    private static String byDefault(Topic topic) {
        return "{\"Version\":\"2008-10-17\",\"Id\":\"__default_policy_ID\",\"Statement\":[{\"Sid\":\"__default_statement_ID\","
                + "\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":[\"SNS:GetTopicAttributes\","
                + "\"SNS:SetTopicAttributes\",\"SNS:AddPermission\",\"SNS:RemovePermission\",\"SNS:DeleteTopic\","
                + "\"SNS:Subscribe\",\"SNS:ListSubscriptionsByTopic\",\"SNS:Publish\"],\"Resource\":\"" + topic.arn()
                + "\",\"Condition\":{\"StringEquals\":{\"AWS:SourceOwner\":\""
                + topic.scope().account() + "\"}}}]}";
    }
}

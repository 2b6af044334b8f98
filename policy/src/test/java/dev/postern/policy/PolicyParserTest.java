package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postern.testkit.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyParserTest {
    private static final List<PolicyKind> KINDS = List.of(PolicyKind.values());

    private static final String BUCKET_POLICY = """
            {"Version":"2012-10-17","Id":"p","Statement":[{"Sid":"Door","Effect":"Deny","Principal":"*",
             "Action":"s3:*","Resource":["arn:aws:s3:::data","arn:aws:s3:::data/*"],
             "Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}]}""";

    @Test
    void readsAllElements() throws MalformedPolicyException {
        Policy policy = Policy.parse(BUCKET_POLICY, PolicyKind.BUCKET);
        assertThat(policy.version()).isEqualTo(LanguageVersion.V2012_10_17);
        assertThat(policy.id()).contains("p");
        Statement statement = policy.statements().getFirst();
        assertThat(statement.sid()).contains("Door");
        assertThat(statement.effect()).isEqualTo(Effect.DENY);
        assertThat(statement.principals().orElseThrow().principals()).containsExactly(new Principal.Everyone());
        assertThat(statement.actions().actions()).containsExactly("s3:*");
        assertThat(statement.conditions()).hasToString("[StringNotEquals aws:sourcevpce [vpce-1]]");
    }

    @Test
    void statementMayBeOneObject() throws MalformedPolicyException {
        Policy policy = Policy.parse(
                "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},"
                        + "\"Action\":\"sts:AssumeRole\"}}",
                PolicyKind.TRUST);
        assertThat(policy.version()).isEqualTo(LanguageVersion.V2008_10_17);
        assertThat(policy.statements()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    IDENTITY; hello; Syntax errors in policy.
                    IDENTITY; { broken; Syntax errors in policy.
                    IDENTITY; {'Version':'2012-10-17'}; Syntax errors in policy.
                    IDENTITY; {'Version':'2008-10-17','Statement':[{'Effect':'Allow','Action':'*','Resource':'*'}]}; Policy document must be version 2012-10-17 or greater.
                    IDENTITY; {'Statement':[{'Effect':'Allow','Action':'*','Resource':'*'}]}; Policy document must be version 2012-10-17 or greater.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'*'}]}; Policy statement must contain resources.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Resource':'*'}]}; Policy statement must contain actions.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'get','Resource':'*'}]}; Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'a:b:c','Resource':'*'}]}; Actions/Condition can contain only one colon.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'a_b:c','Resource':'*'}]}; Vendor a_b is not valid
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'bucket'}]}; Resource bucket must be in ARN format or '*'.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*'}]}; Policy document should not specify a principal.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'allow','Action':'s3:*','Resource':'*'}]}; The policy failed legacy parsing
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Sid':'a','Effect':'Allow','Action':'s3:*','Resource':'*'},{'Sid':'a','Effect':'Allow','Action':'s3:*','Resource':'*'}]}; Statement IDs (SID) in a single policy must be unique.
                    IDENTITY; {'Version':'2013-10-17','Statement':[{'Effect':'Allow','Action':'*','Resource':'*'}]}; Syntax errors in policy.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Maybe','Action':'*','Resource':'*'}]}; Syntax errors in policy.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Sid':'a b','Effect':'Allow','Action':'*','Resource':'*'}]}; Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'s3:Get','Resource':'arn:aws:s3::b'}]}; The policy failed legacy parsing
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Resource':'arn:aws::b'}]}; The policy failed legacy parsing
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'s3:Get','Resource':'arn:aws'}]}; Resource vendor must be fully qualified and cannot contain regexes.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'a:b:c','Resource':'b'}]}; Resource b must be in ARN format or '*'.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'get'}]}; Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'*','Resource':[]}]}; Policy statement must contain resources.
                    TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','NotPrincipal':{'AWS':'*'},'Action':'sts:AssumeRole'}]}; Allow with NotPrincipal is not allowed.
                    TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','NotPrincipal':{'AWS':'*'},'Action':'sts:AssumeRole'}]}; AssumeRole policy must not contain NotPrincipal field.
                    TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Service':'ec2'},'Action':'sts:AssumeRole'}]}; Invalid principal in policy: 'SERVICE':'ec2'
                    TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Foo':'ec2'},'Action':'sts:AssumeRole'}]}; Invalid principal in policy: 'Foo'
                    TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'arn:aws-cn:iam::111111111111:root'},'Action':'sts:AssumeRole'}]}; Invalid principal in policy: 'AWS':'arn:aws-cn:iam::111111111111:root'
                    BUCKET; {'Statement':[{'Effect':'Allow','NotPrincipal':{'AWS':'111111111111'},'Action':'s3:*','Resource':'arn:aws:s3:::b'}]}; Allow with NotPrincipal is not allowed.
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::b','Condition':{'StringEquals':{'s3:x-acl':'private'}}}]}; Policy has an invalid condition key
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::b','Condition':{'StringEquals':{'SourceVpce':'vpce-1'}}}]}; Policy has an invalid condition key
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':['s3:ListBucket','s3:GetBucketLocation'],'Resource':'arn:aws:s3:::b','Condition':{'StringLike':{'s3:prefix':'a/*'}}}]}; Conditions do not apply to combination of actions and resources in statement
                    TRUST; { broken; This policy contains invalid Json
                    TRUST; {'Version':'2012-10-17','Statement':[]}; Could not parse the policy: Statement is empty!
                    TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'sts:AssumeRole'}]}; Missing required field Principal
                    TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:*'}]}; AssumeRole policy may only specify STS AssumeRole actions.
                    TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole','Resource':'*'}]}; Has prohibited field Resource.
                    TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'bob'},'Action':'sts:AssumeRole'}]}; Invalid principal in policy: 'AWS':'bob'
                    BUCKET; hello; Policies must be valid JSON and the first byte must be '{'
                    BUCKET; { broken; This policy contains invalid Json
                    BUCKET; {'Version':'2020-01-01','Statement':[]}; The policy must contain a valid version string
                    BUCKET; {'Version':'2012-10-17'}; Missing required field Statement
                    BUCKET; {'Version':'2012-10-17','Foo':1,'Statement':[]}; Unknown field Foo
                    BUCKET; {'Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3:::b'}]}; Missing required field Principal
                    BUCKET; {'Statement':[{'Effect':'Maybe','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::b'}]}; Invalid effect: Maybe
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':{'AWS':'bob'},'Action':'s3:*','Resource':'arn:aws:s3:::b'}]}; Invalid principal in policy
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:Fly','Resource':'arn:aws:s3:::b'}]}; Policy has invalid action
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'b'}]}; Policy has invalid resource
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::b'}]}; Action does not apply to any resource(s) in statement
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket','Resource':'arn:aws:s3:::b/*'}]}; Action does not apply to any resource(s) in statement
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::b','Condition':{'IpIs':{'aws:SourceIp':'1.2.3.4'}}}]}; Invalid Condition type : IpIs
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::b','Condition':{'IpAddress':{'aws:SourceIp':'1.2.3.400'}}}]}; Invalid IP address in Conditions
                    BUCKET; {'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:x-amz-acl':'x'}}}]}; Conditions do not apply to combination of actions and resources in statement
                    BUCKET; {'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:x-amz-server-side-encryption':'x'}}}]}; Conditions do not apply to combination of actions and resources in statement
                    BUCKET; {'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:RequestObjectTag/a':'x'}}}]}; Conditions do not apply to combination of actions and resources in statement
                    BUCKET; {'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:object-lock-mode':'x'}}}]}; Conditions do not apply to combination of actions and resources in statement
                    BUCKET; {'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:LocationConstraint':'x'}}}]}; Conditions do not apply to combination of actions and resources in statement
                    BUCKET; {'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:DeleteObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:x-amz-storage-class':'x'}}}]}; Conditions do not apply to combination of actions and resources in statement
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':{'Service':'nonsense.amazonaws.com'},'Action':'s3:*','Resource':'arn:aws:s3:::b'}]}; Invalid principal in policy
                    TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Service':'nonsense.amazonaws.com'},'Action':'sts:AssumeRole'}]}; Invalid principal in policy: 'SERVICE':'nonsense.amazonaws.com'
                    IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'BinaryEquals':{'k':'%%%'}}}]}; The policy failed legacy parsing
                    ENDPOINT; nope; The specified policy document is not a valid JSON policy document.
                    ENDPOINT; {'Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'*'}]}; Missing required field Principal
                    """, quoteCharacter = '`')
    void refusesWithTheWordsOfAws(PolicyKind kind, String document, String message) {
        assertThatThrownBy(() -> Policy.parse(document.replace('\'', '"'), kind))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessage(
                        message.equals("Policies must be valid JSON and the first byte must be '{'")
                                ? message
                                : message.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    IDENTITY; {'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'service-prefix:action-name','Resource':'*'}}
                    IDENTITY; {'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:ListBucket','Resource':'arn:aws:fdsasf'}}
                    IDENTITY; {'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:ListBucket','Resource':'*','Condition':{'x':{},'y':{}}}}
                    IDENTITY; {'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:ListBucket','Resource':'*','Condition':{'DateGreaterThan':{'a':[]}}}}
                    BUCKET; {'Statement':[{'Effect':'Deny','NotPrincipal':{'AWS':'111111111111'},'Action':'s3:*','Resource':'arn:aws:s3:::b'}]}
                    IDENTITY; {'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'DateLessThan':{'k':'not-a-date'}}}}
                    IDENTITY; {'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'NumericEquals':{'k':'NaN'}}}}
                    IDENTITY; {'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'IpAddress':{'k':'not-an-ip'}}}}
                    IDENTITY; {'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'IpAddress':{'k':'192.0.2.0/+24'}}}}
                    IDENTITY; {'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'Null':{'k':'yes'}}}}
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':{'Service':'logging.s3.amazonaws.com'},'Action':'s3:PutObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:x-amz-acl':'bucket-owner-full-control'}}}]}
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':{'Service':'delivery.logs.amazonaws.com'},'Action':'s3:PutObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:x-amz-acl':'bucket-owner-full-control'}}}]}
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':{'Service':'ecs-tasks.amazonaws.com'},'Action':'s3:PutObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:x-amz-acl':'bucket-owner-full-control'}}}]}
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':{'Service':'logs.eu-west-1.amazonaws.com'},'Action':'s3:PutObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:x-amz-acl':'bucket-owner-full-control'}}}]}
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':{'Service':'cloudtrail.amazonaws.com'},'Action':'s3:PutObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:x-amz-acl':'bucket-owner-full-control'}}}]}
                    BUCKET; {'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringNotEquals':{'s3:DataAccessPointAccount':'111111111111'},'NumericLessThan':{'s3:TlsVersion':'1.2'}}}]}
                    BUCKET; {'Statement':[{'Sid':'Only from home','Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::b','Condition':{'StringLike':{'s3:prefix':'a/*','aws:Unheard':'of'}}}]}
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:List*','Resource':'arn:aws:s3:::b','Condition':{'StringLike':{'S3:Prefix':'a/*'}}}]}
                    BUCKET; {'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:ExistingObjectTag/env':'dev'}}}]}
                    """)
    void takesWhatAwsTakes(PolicyKind kind, String document) throws MalformedPolicyException {
        assertThat(Policy.parse(document.replace('\'', '"'), kind).statements()).hasSize(1);
    }

    @Test
    void refusesDuplicateKeysDeepNestingAndHugeDocuments() {
        String duplicate = "{\"Version\":\"2012-10-17\",\"Version\":\"2012-10-17\",\"Statement\":[]}";
        assertThat(catchThrowable(() -> Policy.parse(duplicate, PolicyKind.BUCKET)))
                .hasMessage("This policy contains invalid Json");
        String deep = "{\"Statement\":" + "[".repeat(100_000);
        assertThat(catchThrowable(() -> Policy.parse(deep, PolicyKind.IDENTITY)))
                .hasMessage("Syntax errors in policy.");
        String huge = "{" + " ".repeat(2_000_000) + "}";
        assertThat(catchThrowable(() -> Policy.parse(huge, PolicyKind.ENDPOINT)))
                .isInstanceOf(MalformedPolicyException.class);
        assertThat(catchThrowable(() -> Policy.parse("", PolicyKind.IDENTITY)))
                .isInstanceOf(MalformedPolicyException.class);
    }

    @Test
    void damagedDocumentsAreRefusedOrReadButNeverCrash() {
        Seeds.each(3_000, random -> {
            StringBuilder text = new StringBuilder(BUCKET_POLICY);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.setCharAt(at, "{}[]\",:*$0\\a".charAt(random.nextInt(12)));
                    default -> text.insert(at, "{}[]\",:*$0\\a".charAt(random.nextInt(12)));
                }
            }
            PolicyKind kind = KINDS.get(random.nextInt(KINDS.size()));
            Throwable thrown = catchThrowable(() -> Policy.parse(text.toString(), kind));
            assertThat(thrown == null || thrown instanceof MalformedPolicyException)
                    .as("%s threw %s", text, thrown)
                    .isTrue();
        });
    }
}

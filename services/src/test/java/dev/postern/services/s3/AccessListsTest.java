package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.OURS;
import static dev.postern.services.s3.S3Fixture.THEIRS;
import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.wire.http.Headers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.Type;

/** Access control lists in buckets that use them: what is said, what is kept, and who gets in. */
final class AccessListsTest {
    private static final String OUR_ID = OURS.canonicalUserId();
    private static final String THEIR_ID = THEIRS.canonicalUserId();

    private final S3Fixture s3;
    private final S3Client ours;
    private final S3Client theirs;

    AccessListsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        ours = s3.root();
        theirs = s3.client("root" + THEIRS, Region.US_EAST_1);
    }

    @BeforeEach
    void makeABucket() {
        ours.createBucket(b -> b.bucket("listed").objectOwnership(ObjectOwnership.OBJECT_WRITER));
        ours.deletePublicAccessBlock(b -> b.bucket("listed"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private void put(S3Client client, String key, ObjectCannedACL acl) {
        client.putObject(b -> b.bucket("listed").key(key).acl(acl), RequestBody.fromString("x"));
    }

    private static String read(S3Client client, String key) {
        return client.getObjectAsBytes(b -> b.bucket("listed").key(key)).asUtf8String();
    }

    private List<String> grants(String key) {
        GetObjectAclResponse acl = ours.getObjectAcl(b -> b.bucket("listed").key(key));
        return told(acl.grants());
    }

    private static List<String> told(List<Grant> grants) {
        return grants.stream()
                .map(g -> g.permissionAsString() + " "
                        + (g.grantee().type() == Type.GROUP
                                ? g.grantee().uri().replaceAll(".*/", "")
                                : g.grantee().id().equals(OUR_ID) ? "ours" : "theirs"))
                .toList();
    }

    @Test
    void letsThoseInToWhomAnObjectIsGranted() {
        put(ours, "private", ObjectCannedACL.PRIVATE);
        put(ours, "public", ObjectCannedACL.PUBLIC_READ);
        put(ours, "signed", ObjectCannedACL.AUTHENTICATED_READ);
        assertThat(grants("private")).containsExactly("FULL_CONTROL ours");
        assertThat(grants("public")).containsExactly("FULL_CONTROL ours", "READ AllUsers");
        assertThat(read(s3.anonymous(), "public")).isEqualTo("x");
        assertThat(read(theirs, "public")).isEqualTo("x");
        assertThat(read(theirs, "signed")).isEqualTo("x");
        assertThat(refusal(() -> read(s3.anonymous(), "signed"))).isEqualTo("403 AccessDenied: Access Denied");
        assertThat(refusal(() -> read(theirs, "private"))).isEqualTo("403 AccessDenied: Access Denied");
        assertThat(refusal(() ->
                        s3.anonymous().getObjectAcl(b -> b.bucket("listed").key("public"))))
                .startsWith("403");
        ours.putObjectAcl(b -> b.bucket("listed").key("private").grantRead("id=\"" + THEIR_ID + "\""));
        assertThat(read(theirs, "private")).isEqualTo("x");
        assertThat(refusal(() ->
                        s3.anonymous().deleteObject(b -> b.bucket("listed").key("public"))))
                .startsWith("403");
    }

    @Test
    void eachVersionHasItsOwnList() {
        ours.putBucketVersioning(b -> b.bucket("listed").versioningConfiguration(v -> v.status("Enabled")));
        put(ours, "k", ObjectCannedACL.PRIVATE);
        String old = ours.headObject(b -> b.bucket("listed").key("k")).versionId();
        put(ours, "k", ObjectCannedACL.PUBLIC_READ);
        assertThat(read(s3.anonymous(), "k")).isEqualTo("x");
        assertThat(refusal(() -> s3.anonymous()
                        .getObjectAsBytes(b -> b.bucket("listed").key("k").versionId(old))))
                .as("what the newest version grants is not of older ones")
                .startsWith("403");
        ours.putObjectAcl(b -> b.bucket("listed").key("k").versionId(old).acl(ObjectCannedACL.PUBLIC_READ));
        put(ours, "k", ObjectCannedACL.PRIVATE);
        assertThat(s3.anonymous()
                        .getObjectAsBytes(b -> b.bucket("listed").key("k").versionId(old))
                        .asUtf8String())
                .isEqualTo("x");
        assertThat(refusal(() -> read(s3.anonymous(), "k"))).startsWith("403");
    }

    @Test
    void anExplicitDenyWinsOverAList() {
        put(ours, "public", ObjectCannedACL.PUBLIC_READ);
        ours.putBucketPolicy(b -> b.bucket("listed")
                .policy("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":"
                        + "\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::listed/*\"}}"));
        assertThat(refusal(() -> read(s3.anonymous(), "public"))).startsWith("403");
    }

    @Test
    void strangersNeedTheirOwnAccountsPermissionAsWell() {
        s3.user(
                "alice",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}}");
        S3Client alice = s3.client("alice", Region.US_EAST_1);
        put(ours, "public", ObjectCannedACL.PUBLIC_READ);
        put(ours, "ours", ObjectCannedACL.PRIVATE);
        assertThat(read(alice, "public")).isEqualTo("x"); // of the same account: everybody is alice, too
        assertThat(refusal(() -> read(alice, "ours"))).startsWith("403"); // the account is not
    }

    @Test
    void objectsAreTheirWriters() {
        ours.putBucketAcl(b -> b.bucket("listed").grantWrite("id=" + THEIR_ID).grantFullControl("id=" + OUR_ID));
        put(theirs, "gift", ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL);
        put(theirs, "kept", ObjectCannedACL.PRIVATE);
        assertThat(ours.listObjects(b -> b.bucket("listed")).contents())
                .allSatisfy(object -> assertThat(object.owner().id()).isEqualTo(THEIR_ID));
        assertThat(read(ours, "gift")).isEqualTo("x");
        assertThat(refusal(() -> read(ours, "kept"))).startsWith("403");
        assertThat(read(theirs, "kept")).isEqualTo("x");
        assertThat(refusal(() -> ours.getObjectAcl(b -> b.bucket("listed").key("kept"))))
                .startsWith("403");
        // The bucket's policy lets nobody read what is not the bucket owner's.
        ours.putBucketPolicy(b -> b.bucket("listed").policy(Policies.letEverybody("s3:GetObject", "listed/*", true)));
        assertThat(refusal(() -> read(s3.anonymous(), "kept"))).startsWith("403");
        // Whose an object is does not matter to who pays for it: the bucket's owner may delete it.
        put(ours, "ours", ObjectCannedACL.PRIVATE);
        assertThat(refusal(() -> theirs.deleteObject(b -> b.bucket("listed").key("ours"))))
                .startsWith("403");
        theirs.deleteObject(b -> b.bucket("listed").key("gift"));
        ours.deleteObject(b -> b.bucket("listed").key("kept"));
        // With lists turned off, all is the bucket owner's.
        put(theirs, "later", ObjectCannedACL.PRIVATE);
        ours.putBucketAcl(b -> b.bucket("listed").acl(BucketCannedACL.PRIVATE));
        own(ObjectOwnership.BUCKET_OWNER_ENFORCED);
        assertThat(read(ours, "later")).isEqualTo("x");
        assertThat(grants("later")).containsExactly("FULL_CONTROL ours");
    }

    private void own(ObjectOwnership ownership) {
        ours.putBucketOwnershipControls(b -> b.bucket("listed")
                .ownershipControls(c -> c.rules(OwnershipControlsRule.builder()
                        .objectOwnership(ownership)
                        .build())));
    }

    @Test
    void aBucketOwnerThatIsPreferredGetsWhatIsGivenInFull() {
        own(ObjectOwnership.BUCKET_OWNER_PREFERRED);
        ours.putBucketAcl(b -> b.bucket("listed").acl(BucketCannedACL.PUBLIC_READ_WRITE));
        put(theirs, "gift", ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL);
        put(theirs, "kept", ObjectCannedACL.PUBLIC_READ);
        assertThat(ours.getObjectAcl(b -> b.bucket("listed").key("gift"))
                        .owner()
                        .id())
                .isEqualTo(OUR_ID);
        assertThat(theirs.getObjectAcl(b -> b.bucket("listed").key("kept"))
                        .owner()
                        .id())
                .isEqualTo(THEIR_ID);
    }

    @Test
    void bucketsAreGrantedAsWell() {
        assertThat(refusal(() -> s3.anonymous().listObjectsV2(b -> b.bucket("listed"))))
                .startsWith("403");
        ours.putBucketAcl(b -> b.bucket("listed").acl(BucketCannedACL.PUBLIC_READ));
        assertThat(s3.anonymous().listObjectsV2(b -> b.bucket("listed")).keyCount())
                .isZero();
        GetBucketAclResponse acl = ours.getBucketAcl(b -> b.bucket("listed"));
        assertThat(acl.owner().id()).isEqualTo(OUR_ID);
        assertThat(told(acl.grants())).containsExactly("FULL_CONTROL ours", "READ AllUsers");
        assertThat(refusal(() -> theirs.getBucketAcl(b -> b.bucket("listed")))).startsWith("403");
        ours.putBucketAcl(b -> b.bucket("listed")
                .accessControlPolicy(p -> p.owner(o -> o.id(OUR_ID))
                        .grants(
                                AccessLists.to(THEIR_ID, Permission.READ_ACP),
                                AccessLists.to(THEIR_ID, Permission.WRITE_ACP))));
        assertThat(told(theirs.getBucketAcl(b -> b.bucket("listed")).grants()))
                .containsExactly("READ_ACP theirs", "WRITE_ACP theirs");
        theirs.putBucketAcl(b -> b.bucket("listed").acl("log-delivery-write"));
        assertThat(told(ours.getBucketAcl(b -> b.bucket("listed")).grants()))
                .containsExactly("FULL_CONTROL ours", "WRITE LogDelivery", "READ_ACP LogDelivery");
    }

    @Test
    void publicListsAreBlockedAndIgnoredWhereTheBucketSaysSo() {
        put(ours, "public", ObjectCannedACL.PUBLIC_READ);
        ours.putPublicAccessBlock(b -> b.bucket("listed").publicAccessBlockConfiguration(c -> c.blockPublicAcls(true)));
        assertThat(refusal(() -> ours.putBucketAcl(b -> b.bucket("listed").acl(BucketCannedACL.PUBLIC_READ))))
                .startsWith("403 AccessDenied")
                .contains("BlockPublicAcls");
        assertThat(refusal(() -> ours.putObject(
                        b -> b.bucket("listed").key("k").acl(ObjectCannedACL.AUTHENTICATED_READ),
                        RequestBody.fromString("x"))))
                .startsWith("403 AccessDenied");
        assertThat(refusal(() ->
                        ours.putObjectAcl(b -> b.bucket("listed").key("public").acl(ObjectCannedACL.PUBLIC_READ))))
                .startsWith("403 AccessDenied");
        assertThat(read(s3.anonymous(), "public")).isEqualTo("x");
        ours.putPublicAccessBlock(
                b -> b.bucket("listed").publicAccessBlockConfiguration(c -> c.ignorePublicAcls(true)));
        assertThat(refusal(() -> read(s3.anonymous(), "public"))).startsWith("403");
        assertThat(grants("public")).contains("READ AllUsers");
    }

    /** Many clients ask for a private object whenever they put one; only from another account is that something else than they have. */
    @Test
    void whereListsAreOffOneThatSaysNothingElseMayBeAskedFor() {
        ours.createBucket(b -> b.bucket("plain"));
        ours.putBucketPolicy(b -> b.bucket("plain")
                .policy(
                        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"222222222222\"},"
                                + "\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::plain/*\"}}"));
        putPlain(ours, ObjectCannedACL.PRIVATE);
        putPlain(ours, ObjectCannedACL.BUCKET_OWNER_READ);
        putPlain(theirs, ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL);
        assertThat(refusal(() -> putPlain(theirs, ObjectCannedACL.PRIVATE)))
                .isEqualTo("400 AccessControlListNotSupported: The bucket does not allow ACLs");
        assertThat(refusal(() -> putPlain(ours, ObjectCannedACL.AUTHENTICATED_READ)))
                .startsWith("400 AccessControlListNotSupported");
    }

    private static PutObjectResponse putPlain(S3Client client, ObjectCannedACL acl) {
        return client.putObject(b -> b.bucket("plain").key("k").acl(acl), RequestBody.fromString("x"));
    }

    @Test
    void listsAreOffInANewBucketAndMustBeTakenBackToTurnThemOff() {
        ours.createBucket(b -> b.bucket("plain"));
        assertThat(refusal(() -> ours.putBucketAcl(b -> b.bucket("plain").acl(BucketCannedACL.PRIVATE))))
                .isEqualTo("400 AccessControlListNotSupported: The bucket does not allow ACLs");
        assertThat(refusal(() -> ours.createBucket(b -> b.bucket("other").acl(BucketCannedACL.PUBLIC_READ))))
                .startsWith("400 InvalidBucketAclWithObjectOwnership");
        assertThat(refusal(() -> ours.createBucket(b -> b.bucket("other")
                        .objectOwnership(ObjectOwnership.OBJECT_WRITER)
                        .acl(BucketCannedACL.PUBLIC_READ))))
                .startsWith("400 InvalidBucketAclWithBlockPublicAccessError");
        ours.putBucketAcl(b -> b.bucket("listed").acl(BucketCannedACL.PUBLIC_READ));
        assertThat(refusal(() -> {
                    own(ObjectOwnership.BUCKET_OWNER_ENFORCED);
                    return "";
                }))
                .startsWith("400 InvalidBucketAclWithObjectOwnership");
        ours.deleteBucketOwnershipControls(b -> b.bucket("plain"));
        ours.putBucketAcl(b -> b.bucket("plain").acl(BucketCannedACL.PRIVATE)); // as it was before there were controls
    }

    @Test
    void refusesListsThatMeanNothing() {
        assertThat(refusal(() -> ours.putBucketAcl(b -> b.bucket("listed").acl("everybody"))))
                .startsWith("400 InvalidArgument");
        assertThat(refusal(() -> ours.putBucketAcl(b -> b.bucket("listed").grantRead("id=ab"))))
                .isEqualTo("400 InvalidArgument: Invalid id");
        assertThat(refusal(() -> ours.putBucketAcl(b -> b.bucket("listed").grantRead("uri=http://x"))))
                .isEqualTo("400 InvalidArgument: Invalid group uri");
        assertThat(refusal(() -> ours.putBucketAcl(b -> b.bucket("listed").grantRead("nonsense"))))
                .isEqualTo("400 InvalidArgument: Argument format not recognized");
        assertThat(refusal(() -> ours.putBucketAcl(b -> b.bucket("listed").grantRead("emailAddress=a@b"))))
                .startsWith("400 UnresolvableGrantByEmailAddress");
        assertThat(refusal(() -> ours.putBucketAcl(
                        b -> b.bucket("listed").acl(BucketCannedACL.PRIVATE).grantRead("id=" + THEIR_ID))))
                .isEqualTo("400 InvalidRequest: Specifying both Canned ACLs and Header Grants is not allowed");
        assertThat(refusal(() -> ours.putBucketAcl(b -> b.bucket("listed")
                        .accessControlPolicy(p -> p.owner(o -> o.id(THEIR_ID)).grants(List.of())))))
                .startsWith("403 AccessDenied");
        assertThat(refusal(() ->
                        ours.putBucketAcl(b -> b.bucket("listed").accessControlPolicy(p -> p.grants(List.of())))))
                .startsWith("400 MalformedACLError");
        assertThat(refusal(() -> ours.putBucketAcl(b -> b.bucket("listed")))).startsWith("400 MissingSecurityHeader");
    }

    @Test
    void anybodyMayWriteWhereABucketIsGrantedToEverybody() {
        ours.putBucketAcl(b -> b.bucket("listed").acl(BucketCannedACL.PUBLIC_READ_WRITE));
        assertThat(s3.raw("PUT", "listed.s3.amazonaws.com", "/n", Headers.of("content-length", "1"), "x")
                        .status())
                .isEqualTo(200);
        assertThat(refusal(() -> read(ours, "n"))).startsWith("403");
        ours.deleteObject(b -> b.bucket("listed").key("n"));
    }

    @Test
    void toGrantNeedsThePermissionToPutAList() {
        s3.user(
                "writer",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:PutObject\",\"Resource\":\"*\"}}");
        S3Client writer = s3.client("writer", Region.US_EAST_1);
        writer.putObject(b -> b.bucket("listed").key("k"), RequestBody.fromString("x"));
        assertThat(refusal(() -> writer.putObject(
                        b -> b.bucket("listed").key("k").acl(ObjectCannedACL.PUBLIC_READ),
                        RequestBody.fromString("x"))))
                .startsWith("403 AccessDenied")
                .contains("s3:PutObjectAcl");
        s3.user(
                "giver",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":[\"s3:PutObject\",\"s3:PutObjectAcl\"],"
                        + "\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"s3:ResourceAccount\":\"" + OURS
                        + "\"}}}}");
        s3.client("giver", Region.US_EAST_1)
                .putObject(
                        b -> b.bucket("listed").key("k").acl(ObjectCannedACL.PUBLIC_READ), RequestBody.fromString("x"));
        assertThat(read(s3.anonymous(), "k")).isEqualTo("x");
    }
}

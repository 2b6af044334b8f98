// What an application does with S3 by the SDK for JavaScript 3: node s3.mjs ENDPOINT
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand, CreateBucketCommand, DeleteBucketCommand, DeleteObjectsCommand, GetObjectAttributesCommand, GetObjectCommand,
  HeadObjectCommand, ListObjectVersionsCommand, NoSuchKey, paginateListObjectsV2, PutBucketVersioningCommand, PutObjectCommand,
  PutObjectTaggingCommand, S3Client, waitUntilBucketExists,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const s3 = new S3Client({ endpoint: process.argv[2], region: "us-east-1", forcePathStyle: true });
const Bucket = "javascript";
const big = Buffer.alloc(12_000_000, "0123456789");
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

await s3.send(new CreateBucketCommand({ Bucket }));
await waitUntilBucketExists({ client: s3, maxWaitTime: 60 }, { Bucket });
await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));

const put = await s3.send(new PutObjectCommand({ Bucket, Key: "a/ö +&.txt", Body: "hello", Metadata: { colour: "blue" }, ContentType: "text/plain" }));
assert.ok(put.VersionId && put.ChecksumCRC32);
const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a/ö +&.txt" }));
assert.equal(await got.Body.transformToString(), "hello"); // and the checksum was verified
assert.equal(got.Metadata.colour, "blue");

// A stream whose length nobody knows goes up in parts.
const upload = new Upload({ client: s3, params: { Bucket, Key: "big", Body: Readable.from([big.subarray(0, 7_000_001), big.subarray(7_000_001)]) } });
await upload.done();
const back = await s3.send(new GetObjectCommand({ Bucket, Key: "big" }));
assert.equal(digest(await back.Body.transformToByteArray()), digest(big));
const part = await s3.send(new GetObjectCommand({ Bucket, Key: "big", Range: "bytes=5242870-5242889" }));
assert.equal(await part.Body.transformToString(), "0123456789".repeat(2));
const attributes = await s3.send(new GetObjectAttributesCommand({ Bucket, Key: "big", ObjectAttributes: ["ObjectSize", "ObjectParts"] }));
assert.equal(attributes.ObjectSize, big.length);
assert.equal(attributes.ObjectParts.TotalPartsCount, 3);

await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/a/${encodeURIComponent("ö +&.txt")}` }));
await s3.send(new PutObjectTaggingCommand({ Bucket, Key: "copy", Tagging: { TagSet: [{ Key: "k", Value: "v" }] } }));
assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: "copy" }))).ContentLength, 5);
await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: "none" })), (e) => e instanceof NoSuchKey && e.$metadata.httpStatusCode === 404);
await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: "copy", Body: "x", IfNoneMatch: "*" })), { name: "PreconditionFailed" });

const reading = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "copy" }), { expiresIn: 300 });
assert.equal(await (await fetch(reading)).text(), "hello");
const writing = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "by url" }), { expiresIn: 300 });
assert.equal((await fetch(writing, { method: "PUT", body: "from a page" })).status, 200);

const keys = [];
for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket })) keys.push(...page.Contents.map((o) => o.Key));
assert.deepEqual(keys, ["a/ö +&.txt", "big", "by url", "copy"]);

const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: Versions.map(({ Key, VersionId }) => ({ Key, VersionId })) } }));
assert.equal(deleted.Deleted.length, 4);
await s3.send(new DeleteBucketCommand({ Bucket }));
console.log("done");

package dev.postern.services.s3;

import dev.postern.storage.objects.DeleteMarker;
import dev.postern.storage.objects.Listing;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.objects.VersionIds;
import dev.postern.storage.objects.VersionListing;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Lists of all versions of objects, and of delete markers.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html">ListObjectVersions</a>
 */
final class VersionListings {
    private final ObjectStore store;

    VersionListings(ObjectStore store) {
        this.store = store;
    }

    HttpResponse versions(S3Call call) {
        Listings.Encoding encoding = Listings.Encoding.of(call);
        int max = call.number("max-keys", Listings.PAGE_MAX, 0, Listings.PAGE_MAX);
        String prefix = Listings.parameter(call, "prefix");
        String delimiter = Listings.parameter(call, "delimiter");
        String marker = Listings.parameter(call, "key-marker");
        String versionMarker = Listings.parameter(call, "version-id-marker");
        refuseStrayMarker(call.query().find("key-marker"), versionMarker);
        boolean restored = ColdStorage.isStatusAsked(call); // or refused, be there no version to tell it of
        VersionListing listing = new VersionListing(
                new Listing(prefix, delimiter, marker, max),
                Optional.of(versionMarker).filter(id -> !id.isEmpty()));
        VersionListing.Page page = max == 0
                ? new VersionListing.Page(List.of(), false)
                : store.listVersions(call.bucket().bucketId(), listing);
        ListObjectVersionsResponse.Builder response = ListObjectVersionsResponse.builder()
                .isTruncated(page.truncated())
                .keyMarker(encoding.apply(marker))
                .versionIdMarker(versionMarker)
                .name(call.bucketName())
                .prefix(encoding.apply(prefix))
                .maxKeys(max);
        fill(response, call, page, encoding, restored);
        encoding.type().ifPresent(response::encodingType);
        page.last().ifPresent(last -> {
            response.nextKeyMarker(encoding.apply(last.name()));
            if (last instanceof VersionListing.Version(var version, var _)) {
                response.nextVersionIdMarker(version.versionId());
            }
        });
        call.query().find("delimiter").ifPresent(given -> response.delimiter(encoding.apply(given)));
        return RestXml.encode(200, response.build());
    }

    /** An empty key marker is one as long as it is to be seen whether the other is a version's. */
    private static void refuseStrayMarker(Optional<String> marker, String versionMarker) {
        if (versionMarker.isEmpty()) {
            return;
        }
        if (marker.isPresent() && !VersionIds.isWellFormed(versionMarker)) {
            throw S3Error.argument("Invalid version id specified", "version-id-marker", versionMarker);
        }
        if (marker.orElse("").isEmpty()) {
            throw S3Error.argument(
                    "A version-id marker cannot be specified without a key marker.",
                    "version-id-marker",
                    versionMarker);
        }
    }

    private static void fill(
            ListObjectVersionsResponse.Builder response,
            S3Call call,
            VersionListing.Page page,
            Listings.Encoding encoding,
            boolean restored) {
        List<ObjectVersion> versions = new ArrayList<>();
        List<DeleteMarkerEntry> markers = new ArrayList<>();
        List<CommonPrefix> prefixes = new ArrayList<>();
        for (VersionListing.Entry entry : page.entries()) {
            switch (entry) {
                case VersionListing.CommonPrefix(String name) ->
                    prefixes.add(
                            CommonPrefix.builder().prefix(encoding.apply(name)).build());
                case VersionListing.Version(DeleteMarker marker, boolean latest) ->
                    markers.add(DeleteMarkerEntry.builder()
                            .key(encoding.apply(marker.key()))
                            .versionId(marker.versionId())
                            .isLatest(latest)
                            .lastModified(marker.lastModified())
                            .owner(Owners.of(call.bucket().owner()))
                            .build());
                case VersionListing.Version(StoredObject object, boolean latest) -> {
                    ObjectVersion.Builder version = version(call, object, latest, encoding);
                    if (restored) {
                        ColdStorage.status(object, call.context().now()).ifPresent(version::restoreStatus);
                    }
                    versions.add(version.build());
                }
            }
        }
        response.versions(versions).deleteMarkers(markers).commonPrefixes(prefixes);
    }

    private static ObjectVersion.Builder version(
            S3Call call, StoredObject object, boolean latest, Listings.Encoding encoding) {
        ObjectVersion.Builder version = ObjectVersion.builder()
                .key(encoding.apply(object.key()))
                .versionId(object.versionId())
                .isLatest(latest)
                .lastModified(object.lastModified())
                .eTag(Listings.quoted(object.etag()))
                .size(object.size())
                .owner(AccessLists.of(call.bucket(), object).owner())
                .storageClass(object.head().storageClass());
        object.checksum()
                .ifPresent(c -> version.checksumAlgorithm(ChecksumAlgorithm.fromValue(c.algorithm()))
                        .checksumType(c.type()));
        return version;
    }
}

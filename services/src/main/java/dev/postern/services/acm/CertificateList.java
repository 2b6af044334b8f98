package dev.postern.services.acm;

import dev.postern.model.Snapshot;
import dev.postern.model.acm.Certificate;
import dev.postern.model.request.RequestContext;
import dev.postern.services.fabric.Listing;
import dev.postern.wire.codec.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.acm.model.CertificateStatus;
import software.amazon.awssdk.services.acm.model.Filters;
import software.amazon.awssdk.services.acm.model.KeyAlgorithm;
import software.amazon.awssdk.services.acm.model.ListCertificatesRequest;
import software.amazon.awssdk.services.acm.model.ListCertificatesResponse;
import software.amazon.awssdk.services.acm.model.SortOrder;

/**
 * The certificates of an account, of some kinds and in some order.
 *
 * @see <a href="https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html">ListCertificates</a>
 */
final class CertificateList {
    private static final int PAGE = 1000;

    /** What is told where nobody asks for kinds of keys. */
    private static final List<String> USUAL = List.of("RSA_1024", "RSA_2048");

    private static final Set<String> STATUSES = CertificateStatus.knownValues().stream()
            .map(CertificateStatus::toString)
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> KEYS =
            KeyAlgorithm.knownValues().stream().map(KeyAlgorithm::toString).collect(Collectors.toUnmodifiableSet());

    private CertificateList() {}

    static ListCertificatesResponse page(Snapshot snapshot, RequestContext context, ListCertificatesRequest request) {
        if ((request.sortBy() == null) != (request.sortOrder() == null)) {
            throw AcmError.INVALID_ARGS.of("SortBy and SortOrder must be specified together.");
        }
        List<String> asked = Optional.ofNullable(request.includes())
                .map(Filters::keyTypesAsStrings)
                .orElse(List.of());
        check("includes.keyTypes", asked, KEYS);
        List<String> statuses = request.certificateStatusesAsStrings();
        check("certificateStatuses", statuses, STATUSES);
        List<String> keys = asked.isEmpty() ? USUAL : asked;
        Instant now = context.now();
        Stream<CertificateView> found = snapshot.all(Certificate.class).in(context.scope()).stream()
                .map(certificate -> CertificateView.of(snapshot, certificate))
                .filter(view -> keys.contains(view.algorithm()))
                .filter(view ->
                        statuses.isEmpty() || statuses.contains(view.status(now).toString()));
        Page<CertificateView> page = Page.of(
                Listing.regional(request),
                found.toList(),
                place(request.sortOrder()),
                request.nextToken(),
                request.maxItems() == null ? PAGE : request.maxItems(),
                () -> AcmError.VALIDATION.of("The NextToken is not valid."));
        return ListCertificatesResponse.builder()
                .certificateSummaryList(page.map(view -> view.summary(now)))
                .nextToken(page.next())
                .build();
    }

    /** Where a certificate comes, in an order: of one moment by their ids, so that a page goes on where the last one ended. */
    private static Function<CertificateView, String> place(@Nullable SortOrder order) {
        if (order == null) {
            return view -> view.certificate().key();
        }
        return view -> {
            long made = view.certificate().createdAt().toEpochMilli();
            long rank = order == SortOrder.DESCENDING ? Long.MAX_VALUE - made : made;
            return "%019d %s".formatted(rank, view.certificate().key());
        };
    }

    private static void check(String member, List<String> given, Set<String> known) {
        if (!known.containsAll(given)) {
            throw AcmError.VALIDATION.of("1 validation error detected: Value '" + given + "' at '" + member
                    + "' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: "
                    + known.stream().sorted().toList() + "]");
        }
    }
}

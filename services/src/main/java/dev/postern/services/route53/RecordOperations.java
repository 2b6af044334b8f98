package dev.postern.services.route53;

import dev.postern.model.Indexes;
import dev.postern.model.Ref;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.RecordSet.Choice;
import dev.postern.model.route53.ZoneChange;
import java.util.List;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.ResourceRecord;

/** The records of hosted zones. */
interface RecordOperations extends Route53Operations {
    int PAGE_MAX = 300;

    @Override
    default ChangeResourceRecordSetsResponse changeResourceRecordSets(ChangeResourceRecordSetsRequest request) {
        return commit(call -> {
            HostedZone zone = call.zone(request.hostedZoneId());
            List<Change> changes = request.changeBatch().changes();
            requireSize(changes);
            ChangedRecords records = new ChangedRecords(call.snapshot(), zone);
            changes.forEach(change -> records.apply(change.action(), RequestedSet.of(zone, change)));
            ZoneChange change = call.changed(request.changeBatch().comment());
            return Route53Operations.outcome(
                    records.addTo(Route53Call.with(change)).build(),
                    ChangeResourceRecordSetsResponse.builder()
                            .changeInfo(Route53Call.info(change, ChangeStatus.PENDING))
                            .build());
        });
    }

    /** An UPSERT counts twice. */
    private static void requireSize(List<Change> changes) {
        long records = 0;
        long characters = 0;
        for (Change change : changes) {
            List<ResourceRecord> values = change.resourceRecordSet().resourceRecords();
            int times = change.action() == ChangeAction.UPSERT ? 2 : 1;
            records += (long) times * Math.max(1, values.size());
            characters += times
                    * values.stream().mapToLong(value -> value.value().length()).sum();
        }
        if (records > Limits.CHANGES_AT_ONCE) {
            throw Route53Error.INVALID_CHANGE_BATCH.of(
                    "[Number of records limit of " + Limits.CHANGES_AT_ONCE + " exceeded.]");
        }
        if (characters > Limits.CHARACTERS_AT_ONCE) {
            throw Route53Error.INVALID_CHANGE_BATCH.of(
                    "[Number of characters limit of " + Limits.CHARACTERS_AT_ONCE + " exceeded.]");
        }
    }

    @Override
    default ListResourceRecordSetsResponse listResourceRecordSets(ListResourceRecordSetsRequest request) {
        return read(call -> {
            HostedZone zone = call.zone(request.hostedZoneId());
            if ((request.startRecordType() != null && request.startRecordName() == null)
                    || (request.startRecordIdentifier() != null && request.startRecordType() == null)) {
                throw Route53Error.INVALID_INPUT.of(
                        "A type is given only together with a name, and an identifier only together with a type.");
            }
            String from = request.startRecordName() == null
                    ? zone.id()
                    : RecordSet.listKey(
                            zone.id(),
                            DnsName.parse(request.startRecordName())
                                    .orElseThrow(() -> Route53Error.INVALID_INPUT.of(
                                            request.startRecordName() + " is not a valid domain name")),
                            request.startRecordType() == null ? "" : request.startRecordTypeAsString(),
                            request.startRecordIdentifier() == null ? "" : request.startRecordIdentifier());
            ZonePage<RecordSet> page = ZonePage.of(
                    call
                            .snapshot()
                            .by(Indexes.RECORDS_BY_ZONE, zone.id())
                            .tailMap(new Ref(zone.scope(), from))
                            .values()
                            .stream(),
                    ZonePage.max(request.maxItems(), PAGE_MAX));
            ListResourceRecordSetsResponse.Builder response = ListResourceRecordSetsResponse.builder()
                    .resourceRecordSets(
                            page.items().stream().map(Shapes::recordSet).toList())
                    .isTruncated(page.isTruncated())
                    .maxItems(Integer.toString(page.max()));
            RecordSet next = page.next();
            if (next != null) {
                response.nextRecordName(next.name().text())
                        .nextRecordType(next.type())
                        .nextRecordIdentifier(next.choice().map(Choice::setId).orElse(null));
            }
            return response.build();
        });
    }
}

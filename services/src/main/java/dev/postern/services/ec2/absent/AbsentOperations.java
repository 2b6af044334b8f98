package dev.postern.services.ec2.absent;

import software.amazon.awssdk.services.ec2.model.DescribeBundleTasksRequest;
import software.amazon.awssdk.services.ec2.model.DescribeBundleTasksResponse;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeConversionTasksRequest;
import software.amazon.awssdk.services.ec2.model.DescribeConversionTasksResponse;
import software.amazon.awssdk.services.ec2.model.DescribeExportTasksRequest;
import software.amazon.awssdk.services.ec2.model.DescribeExportTasksResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFleetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFleetsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeHostReservationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeHostReservationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeHostsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeHostsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImportImageTasksRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImportImageTasksResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImportSnapshotTasksRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImportSnapshotTasksResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceEventWindowsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceEventWindowsResponse;
import software.amazon.awssdk.services.ec2.model.DescribePlacementGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePlacementGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeReservedInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeReservedInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSpotFleetRequestsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSpotFleetRequestsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSpotInstanceRequestsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSpotInstanceRequestsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSpotPriceHistoryRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSpotPriceHistoryResponse;

/**
 * Descriptions of what cannot exist here yet. They truthfully answer that there is none, whatever the filter, so that tools which
 * make inventories or clean up can go on; an id is not found. Making such a thing answers EC2's error.
 */
public interface AbsentOperations extends AbsentNouns {
    @Override
    default DescribeBundleTasksResponse describeBundleTasks(DescribeBundleTasksRequest request) {
        return none(request, DescribeBundleTasksResponse.builder(), request.bundleIds(), Absent.BUNDLE_TASK);
    }

    @Override
    default DescribeCapacityReservationsResponse describeCapacityReservations(
            DescribeCapacityReservationsRequest request) {
        return none(
                request,
                DescribeCapacityReservationsResponse.builder(),
                request.capacityReservationIds(),
                Absent.CAPACITY_RESERVATION);
    }

    @Override
    default DescribeConversionTasksResponse describeConversionTasks(DescribeConversionTasksRequest request) {
        return none(
                request, DescribeConversionTasksResponse.builder(), request.conversionTaskIds(), Absent.IMPORT_TASK);
    }

    @Override
    default DescribeExportTasksResponse describeExportTasks(DescribeExportTasksRequest request) {
        return none(request, DescribeExportTasksResponse.builder(), request.exportTaskIds(), Absent.EXPORT_TASK);
    }

    @Override
    default DescribeFastSnapshotRestoresResponse describeFastSnapshotRestores(
            DescribeFastSnapshotRestoresRequest request) {
        return none(request, DescribeFastSnapshotRestoresResponse.builder());
    }

    @Override
    default DescribeFleetsResponse describeFleets(DescribeFleetsRequest request) {
        return none(request, DescribeFleetsResponse.builder(), request.fleetIds(), Absent.FLEET);
    }

    @Override
    default DescribeHostReservationsResponse describeHostReservations(DescribeHostReservationsRequest request) {
        return none(
                request,
                DescribeHostReservationsResponse.builder(),
                request.hostReservationIdSet(),
                Absent.HOST_RESERVATION);
    }

    @Override
    default DescribeHostsResponse describeHosts(DescribeHostsRequest request) {
        return none(request, DescribeHostsResponse.builder(), request.hostIds(), Absent.HOST);
    }

    @Override
    default DescribeImportImageTasksResponse describeImportImageTasks(DescribeImportImageTasksRequest request) {
        return none(request, DescribeImportImageTasksResponse.builder(), request.importTaskIds(), Absent.IMPORT_TASK);
    }

    @Override
    default DescribeImportSnapshotTasksResponse describeImportSnapshotTasks(
            DescribeImportSnapshotTasksRequest request) {
        return none(
                request, DescribeImportSnapshotTasksResponse.builder(), request.importTaskIds(), Absent.IMPORT_TASK);
    }

    @Override
    default DescribeInstanceEventWindowsResponse describeInstanceEventWindows(
            DescribeInstanceEventWindowsRequest request) {
        return none(
                request,
                DescribeInstanceEventWindowsResponse.builder(),
                request.instanceEventWindowIds(),
                Absent.EVENT_WINDOW);
    }

    @Override
    default DescribePlacementGroupsResponse describePlacementGroups(DescribePlacementGroupsRequest request) {
        return request.groupNames().isEmpty()
                ? none(request, DescribePlacementGroupsResponse.builder(), request.groupIds(), Absent.PLACEMENT_GROUP)
                : none(
                        request,
                        DescribePlacementGroupsResponse.builder(),
                        request.groupNames(),
                        Absent.PLACEMENT_GROUP);
    }

    @Override
    default DescribeReservedInstancesResponse describeReservedInstances(DescribeReservedInstancesRequest request) {
        return none(
                request,
                DescribeReservedInstancesResponse.builder(),
                request.reservedInstancesIds(),
                Absent.RESERVED_INSTANCES);
    }

    @Override
    default DescribeSnapshotsResponse describeSnapshots(DescribeSnapshotsRequest request) {
        return none(request, DescribeSnapshotsResponse.builder(), request.snapshotIds(), Absent.SNAPSHOT);
    }

    @Override
    default DescribeSpotFleetRequestsResponse describeSpotFleetRequests(DescribeSpotFleetRequestsRequest request) {
        return none(
                request, DescribeSpotFleetRequestsResponse.builder(), request.spotFleetRequestIds(), Absent.SPOT_FLEET);
    }

    @Override
    default DescribeSpotInstanceRequestsResponse describeSpotInstanceRequests(
            DescribeSpotInstanceRequestsRequest request) {
        return none(
                request,
                DescribeSpotInstanceRequestsResponse.builder(),
                request.spotInstanceRequestIds(),
                Absent.SPOT_REQUEST);
    }

    @Override
    default DescribeSpotPriceHistoryResponse describeSpotPriceHistory(DescribeSpotPriceHistoryRequest request) {
        return none(request, DescribeSpotPriceHistoryResponse.builder());
    }
}

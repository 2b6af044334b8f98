"""EC2's metadata service, on a machine that has no firmware by which cloud-init would know it for Amazon's."""
from cloudinit import sources
from cloudinit.sources import DataSourceEc2 as ec2


class DataSourcePostern(ec2.DataSourceEc2):
    def _get_cloud_name(self):
        return ec2.CloudNames.AWS


def get_datasource_list(depends):
    needs = (sources.DEP_FILESYSTEM, sources.DEP_NETWORK)
    return sources.list_from_depends(depends, [(DataSourcePostern, needs)])

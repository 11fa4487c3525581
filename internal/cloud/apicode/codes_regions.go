// SPDX-License-Identifier: MPL-2.0

package apicode

// regionCodes say that the API does not take the region of a call, or has no such host.
func regionCodes() []Row {
	const unknownRegion = "InvalidRegion.Format InvalidRegion.NotFound InvalidRegionId InvalidRegionId.NotFound"
	const region = "Use a region id such as cn-hangzhou, and one that the account may use."
	return []Row{
		row("*CrossBackupRegion* *DestRegion* *DestinationRegion* *TargetRegion*", Invalid, KindDestinationRefused,
			"destination_region",
			"The API does not take the destination region.",
			region),
		row("*Region*", Invalid, KindRegionRefused, "region",
			"The API does not know the region, or this account may not use it.",
			region),
		row(unknownRegion, Invalid, KindRegionRefused, "region",
			"The API does not know the region.",
			region),
		row(unknownRegion, Invalid, KindDestinationRefused, "destination_region",
			"The API does not know one of the regions, most likely the destination.",
			region).in(modify),
		row("*Endpoint*", Invalid, KindEndpointWrong, "endpoints",
			"The API does not answer such calls at this endpoint.",
			"Check endpoints in the provider block: each has to be one of the service it is named after, and of the "+
				"region."),
	}
}

// destinationCodes say that the destination region, or the pair of regions, is not open.
func destinationCodes() []Row {
	return []Row{
		row("DstRegionNoUser", Ineligible, KindDiskEncrypted, "destination_region",
			"The disk is encrypted, and the account is not active in the destination region yet.",
			"Activate it once: open the ApsaraDB RDS buy page with this account, and select the destination region. "+
				"Leave without buying"+again),
		row("CrossBackupNotSupport", Ineligible, KindSourceNotAvailable, "region",
			"Cross-region backup is not open in this region.",
			"Check region. If it is right, instances there cannot be copied to other regions."),
		row("CrossBackupNotSupport", Ineligible, KindDestinationNotAvailable, "destination_region",
			"Backups cannot be copied from the region of the instance to this destination.",
			"Choose a destination that is open. The data source apsaradb_rds_cross_region_backup_regions lists them "+
				"for {region}.").in(modify),
		row("InvalidDdrStorage.NotFound", Ineligible, KindDestinationNotAvailable, "destination_region",
			"The destination region has no storage for backups of this instance.",
			"Choose another destination. The data source apsaradb_rds_cross_region_backup_regions lists what is open."),
		row("RegionDissolvedEOM", Ineligible, KindDestinationNotAvailable, "destination_region",
			"Alibaba Cloud is closing the region of the instance or the destination region.",
			"Choose a destination that stays open."),
		row("RegionEndTimeDissolvedAustralia RegionEndTimeDissolvedIndia", Ineligible, KindSourceNotAvailable, "region",
			"Alibaba Cloud has closed the region.",
			"Use an instance or a destination in another region."),
		row("NotInFlowController", Ineligible, KindNotOpenToAccount, "",
			"The feature has not been opened to this account yet.",
			"Open a ticket with Alibaba Cloud, and ask for cross-region backup of this instance."),
	}
}

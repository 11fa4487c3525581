// SPDX-License-Identifier: MPL-2.0

package message

// Spans of time and ids of copies, which the types about copies share.
var (
	TimeMalformed = define("TIME_MALFORMED", "Time is malformed",
		"The value is not a time in RFC 3339, with date, time and zone.",
		"Write it like 2026-01-31T00:00:00Z, or with an offset like 2026-01-31T08:00:00+08:00.")

	TimeWindowEmpty = define("TIME_WINDOW_EMPTY", "Time window is empty",
		"The end of the window is not after its start, so nothing can match.",
		"Set end_time to a time after start_time.")

	NotACopyID = define("NOT_A_COPY_ID", "Not the id of a copy",
		"Copies have numbers as ids. Local backups and file names are something else.",
		"Use the id that the data source of the copies lists.")

	CopiesNotListed = define("COPIES_NOT_LISTED", "Copies are not listed",
		"The API lists no copies of MySQL on cloud disks, so an empty list says nothing about them. The totals are null.",
		"Look at the copies in the RDS console. A restore from them starts there too.")

	LogTimesUnknown = define("LOG_TIMES_UNKNOWN", "Continuity of log backups is unknown",
		"The API does not say when some log backups begin or end, so whether there is a gap cannot be told.",
		"Read them again later. If this stays, the RDS console shows until when a restore is possible.")

	NotOneCopy = define("NOT_ONE_COPY", "Not one copy to download",
		"A link leads to one file, and the block names two copies or none.",
		"Set either backup_set_id or log_backup_id.")

	CopyNotFound = define("COPY_NOT_FOUND", "Copy not found",
		"The API lists no copy of that id for the instance. It may have expired, or be a copy of another instance.",
		"Use an id that the data sources of backup sets and log backups list now.")

	CopyFailed = define("COPY_FAILED", "Copy has failed",
		"The copy of this backup was not completed, so there is nothing to download.",
		"Use another backup set. The newest good one is latest of the data source of backup sets.")

	DownloadNotOffered = define("DOWNLOAD_NOT_OFFERED", "Copy cannot be downloaded",
		"The API gives no link to such a copy. That is so for MySQL on cloud disks and for copies of snapshots.",
		"Restore the copy to a new instance, and export the data there. The page of the policy says where it can be "+
			"restored.")

	DestinationUnknown = define("DESTINATION_UNKNOWN", "Destination region does not exist",
		"The API does not know the region whose copies were asked for.",
		"Write the id of the region that the copies are in, or leave destination_region out for those of every region.")
)

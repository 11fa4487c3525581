// SPDX-License-Identifier: MPL-2.0

package message

// The action that makes a backup.
var (
	BackupRuns = define("BACKUP_RUNS", "A backup of {instance} runs already",
		"An instance makes one backup at a time.",
		"Run the action again when the backup is done.")

	BackupFailed = define("BACKUP_FAILED", "Backup of {instance} failed",
		"The job of the backup was started, and the API says that it failed.",
		"Look for the reason in the RDS console, under Backup and Restoration. Then run the action again.")

	BackupNotConfirmed = define("BACKUP_NOT_CONFIRMED", "Backup of {instance} may not have started",
		"The answer of the API was lost, and no new job is listed.",
		"Look at the backups of the instance in the RDS console. If there is none of now, run the action again.")

	BackupNotAwaited = define("BACKUP_NOT_AWAITED", "Backup of {instance} was not awaited",
		"The time of the action was over, or the run was stopped. What was started goes on.",
		"Look at the backups of the instance in the RDS console. To wait longer next time, set timeout.")

	BackupNotCopied = define("BACKUP_NOT_COPIED", "Copy of the backup of {instance} failed",
		"The backup is done, and the API lists its copy as failed.",
		"Run the action again. If its copy fails too, ask Alibaba Cloud.")

	CopyWillNotCome = define("COPY_WILL_NOT_COME", "No copy of a backup of {instance} can be waited for",
		"wait_for_cross_region_copy is true, and the policy is off, or the API does not list the copies of such an instance.",
		"Enable cross-region backup first, or set wait_for_cross_region_copy to false.")
)

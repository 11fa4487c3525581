// SPDX-License-Identifier: MPL-2.0

package rds

import "slices"

// Where the words of statuses come from.
const (
	stateTable  = "API reference: Instance state table, 2024-10-28"
	startPage   = "ApsaraDB RDS for SQL Server: Stop and start an instance, 2026"
	olderSDK    = "enumeration of DescribeDBInstanceAttribute in older SDKs"
	sisters     = "state tables of products with the same gateway"
	kmsAction   = "API reference: DescribeKmsAssociateResources"
	consoleWord = "ApsaraDB RDS console: Instances"
	reportWord  = "pull request 9838 of the official provider"
)

// Statuses returns the table of statuses: those of the API's own table first, then words that only other documents
// have.
func Statuses() []Status { return slices.Concat(tableStatuses(), otherStatuses()) }

// tableStatuses are those of the API's own table.
func tableStatuses() []Status {
	return []Status{
		{"Running", StatusRunning, "runs", stateTable},
		{"Creating", StatusBusy, "is being created", stateTable},
		{"Rebooting", StatusBusy, "restarts", stateTable},
		{"DBInstanceClassChanging", StatusBusy, "changes its instance type", stateTable},
		{"TRANSING", StatusBusy, "is being migrated", stateTable},
		{"EngineVersionUpgrading", StatusBusy, "upgrades its engine version", stateTable},
		{"TransingToOthers", StatusBusy, "hands its data to another instance", stateTable},
		{"GuardDBInstanceCreating", StatusBusy, "gets a disaster recovery instance", stateTable},
		{"Restoring", StatusBusy, "is being restored from a backup", stateTable},
		{"Importing", StatusBusy, "imports data", stateTable},
		{"ImportingFromOthers", StatusBusy, "imports data of another instance", stateTable},
		{"DBInstanceNetTypeChanging", StatusBusy, "changes its network type", stateTable},
		{"GuardSwitching", StatusBusy, "fails over to its disaster recovery instance", stateTable},
		{"INS_CLONING", StatusBusy, "is being cloned", stateTable},
		{"Stopping", StatusIdle, "is being stopped", stateTable},
		{"Stopped", StatusIdle, "is stopped", stateTable},
		{"Deleting", StatusDeleting, "is being deleted", stateTable},
		{"Released", StatusReleased, "is released", stateTable},
	}
}

// otherStatuses are words that the API's table lacks.
func otherStatuses() []Status {
	return []Status{
		{"ACTIVATION", StatusRunning, "runs", kmsAction},
		{"Starting", StatusBusy, "starts after a stop", startPage},
		{"Modifying", StatusBusy, "carries out a change", reportWord},
		{"TempDBInstanceCreating", StatusBusy, "gets a temporary instance", olderSDK},
		{"LinkSwitching", StatusBusy, "switches its connections", olderSDK},
		{"SystemMaintaining", StatusBusy, "is being maintained", olderSDK},
		{"InstanceMaintaining", StatusBusy, "is being maintained", olderSDK},
		{"ReadInstanceTransing", StatusBusy, "waits for the migration of a read-only instance", olderSDK},
		{"RESTARTING", StatusBusy, "restarts", kmsAction},
		{"CLASS_CHANGING", StatusBusy, "changes its instance type", kmsAction},
		{"INS_MAINTAINING", StatusBusy, "is being maintained", kmsAction},
		{"BACKUP_RECOVERING", StatusBusy, "is being restored from a backup", kmsAction},
		{"NET_MODIFYING", StatusBusy, "changes its network", kmsAction},
		{"NET_CREATING", StatusBusy, "gets a network connection", sisters},
		{"NET_DELETING", StatusBusy, "loses a network connection", sisters},
		{"HASwitching", StatusBusy, "switches to its standby", sisters},
		{"MinorVersionUpgrading", StatusBusy, "updates its minor engine version", sisters},
		{"NodeCreating", StatusBusy, "gets a node", sisters},
		{"NodeDeleting", StatusBusy, "loses a node", sisters},
		{"SSLModifying", StatusBusy, "changes its SSL settings", sisters},
		{"TDEModifying", StatusBusy, "changes its data encryption", sisters},
		{"Suspending", StatusIdle, "is being stopped", startPage},
		{"Suspended", StatusIdle, "is stopped", startPage},
		{"Locked", StatusIdle, "is locked", consoleWord},
		{"Locking", StatusIdle, "is being locked", consoleWord},
		{"Deleted", StatusReleased, "is deleted", sisters},
	}
}

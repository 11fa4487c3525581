// SPDX-License-Identifier: MPL-2.0

// Package setobject is a backup set as an object in the results of data sources.
package setobject

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
)

// Attributes describe the object.
func Attributes() map[string]schema.Attribute {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"id":                 text("Id of the set: a number, as text."),
		"destination_region": text("Region in which the set is stored."),
		"file_name":          text("Name of the backup file."),
		"storage_location":   text("Kind of storage, such as `oss`."),
		"size_bytes":         schema.Int64Attribute{Computed: true, MarkdownDescription: "Size of the set, in bytes."},
		"type":               text("Type of the backup: `FULL` or `INCREMENTAL`."),
		"method":             text("Method of the backup: `PHYSICAL`, `LOGICAL` or `SNAPSHOT`."),
		"scope":              text("What was backed up: the whole `INSTANCE` or a single `DATABASE`."),
		"status":             text("Outcome of the backup: `SUCCESS` or `FAILED`."),
		"start_time":         Moment("Start of the backup."),
		"end_time":           Moment("End of the backup."),
		"consistent_time":    Moment("Time of the data in the set, to which a restore goes back."),
		"expected_expire_time": Moment("Expected end of the set, computed as `end_time` plus the policy's current " +
			"retention. " +
			"Null when the retention is not known. A later change of the retention moves it."),
		"host_instance_id": text("Number of the host instance, which distinguishes primary and secondary."),
		"engine":           text("Engine: `MySQL`, `PostgreSQL` or `SQLServer`."),
		"engine_version":   text("Version of the engine, such as `16.0`."),
		"category":         text("Edition of the instance, such as `HighAvailability`."),
		"storage_type":     text("Storage type of the instance, such as `cloud_essd`."),
		"restore_regions": schema.ListAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "Regions to which the set can be restored, sorted.",
		},
	}
}

// Moment describes a time.
func Moment(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed: true, CustomType: timetypes.RFC3339Type{}, MarkdownDescription: description + " In RFC 3339, UTC.",
	}
}

// Model is the object.
type Model struct {
	ID                 types.String      `tfsdk:"id"`
	DestinationRegion  types.String      `tfsdk:"destination_region"`
	FileName           types.String      `tfsdk:"file_name"`
	StorageLocation    types.String      `tfsdk:"storage_location"`
	SizeBytes          types.Int64       `tfsdk:"size_bytes"`
	Type               types.String      `tfsdk:"type"`
	Method             types.String      `tfsdk:"method"`
	Scope              types.String      `tfsdk:"scope"`
	Status             types.String      `tfsdk:"status"`
	StartTime          timetypes.RFC3339 `tfsdk:"start_time"`
	EndTime            timetypes.RFC3339 `tfsdk:"end_time"`
	ConsistentTime     timetypes.RFC3339 `tfsdk:"consistent_time"`
	ExpectedExpireTime timetypes.RFC3339 `tfsdk:"expected_expire_time"`
	HostInstanceID     types.String      `tfsdk:"host_instance_id"`
	Engine             types.String      `tfsdk:"engine"`
	EngineVersion      types.String      `tfsdk:"engine_version"`
	Category           types.String      `tfsdk:"category"`
	StorageType        types.String      `tfsdk:"storage_type"`
	RestoreRegions     []types.String    `tfsdk:"restore_regions"`
}

// New returns the object of a set whose policy keeps it for so many days; 0 where that is not known.
func New(set rds.BackupSet, retentionDays int64) Model {
	m := Model{
		ID:                 nullable.String(set.ID),
		DestinationRegion:  nullable.String(set.DestinationRegion),
		FileName:           nullable.String(set.FileName),
		StorageLocation:    nullable.String(set.StorageLocation),
		SizeBytes:          types.Int64Value(set.SizeBytes),
		Type:               nullable.String(set.Type),
		Method:             nullable.String(set.Method),
		Scope:              nullable.String(set.Scope),
		Status:             nullable.String(set.Status),
		StartTime:          nullable.Time(set.StartTime),
		EndTime:            nullable.Time(set.EndTime),
		ConsistentTime:     nullable.Time(set.ConsistentTime),
		ExpectedExpireTime: nullable.Time(set.ExpectedExpireTime(retentionDays)),
		HostInstanceID:     nullable.String(set.HostInstanceID),
		Engine:             nullable.String(set.Engine),
		EngineVersion:      nullable.String(set.EngineVersion),
		Category:           nullable.String(set.Category),
		StorageType:        nullable.String(set.StorageType),
		RestoreRegions:     make([]types.String, 0, len(set.RestoreRegions)),
	}
	for _, region := range slices.Sorted(slices.Values(set.RestoreRegions)) {
		m.RestoreRegions = append(m.RestoreRegions, types.StringValue(region))
	}
	return m
}

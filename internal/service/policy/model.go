// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/nullable"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// settings are what a configuration chooses and a write sends. Beside this struct, a new setting is named in the three
// functions below and in the two schemas.
type settings struct {
	DestinationRegion types.String `tfsdk:"destination_region"`
	RetentionDays     types.Int64  `tfsdk:"retention_days"`
	LogBackupEnabled  types.Bool   `tfsdk:"log_backup_enabled"`
	Enabled           types.Bool   `tfsdk:"enabled"`
}

// settingsKnown reports whether every setting has a value.
func (s settings) settingsKnown() bool {
	return known(s.DestinationRegion, s.RetentionDays, s.LogBackupEnabled, s.Enabled)
}

// refreshed returns the settings after a read. While the policy is off, the API may leave out some of them: these keep
// their prior values.
func (s settings) refreshed(p rds.Policy) settings {
	s.Enabled = types.BoolValue(p.Enabled)
	s.LogBackupEnabled = types.BoolValue(p.Enabled && p.LogBackupEnabled)
	s.DestinationRegion = reported(p.DestinationRegion, s.DestinationRegion)
	if p.RetentionDays > 0 {
		s.RetentionDays = types.Int64Value(p.RetentionDays)
	}
	return s
}

// wanted returns the settings of a known plan or state as the client takes them.
func (m model) wanted() rds.Settings {
	return rds.Settings{
		InstanceID:        m.InstanceID.ValueString(),
		Region:            m.Region.ValueString(),
		Enabled:           m.Enabled.ValueBool(),
		LogBackupEnabled:  m.LogBackupEnabled.ValueBool(),
		DestinationRegion: m.DestinationRegion.ValueString(),
		RetentionDays:     m.RetentionDays.ValueInt64(),
	}
}

// facts are the settings and what the API reports beside them, as the resource and the data source store them.
type facts struct {
	settings

	ID                   types.String `tfsdk:"id"`
	InstanceID           types.String `tfsdk:"instance_id"`
	Region               types.String `tfsdk:"region"`
	Engine               types.String `tfsdk:"engine"`
	EngineVersion        types.String `tfsdk:"engine_version"`
	EnabledTime          types.String `tfsdk:"enabled_time"`
	LogBackupEnabledTime types.String `tfsdk:"log_backup_enabled_time"`
	InstanceReleased     types.Bool   `tfsdk:"instance_released"`
}

// model is the resource as Terraform stores it.
type model struct {
	facts

	DeletionPolicy types.String   `tfsdk:"deletion_policy"`
	IgnoreChecks   types.Set      `tfsdk:"ignore_checks"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`
}

// identity is what tells one policy from another across states.
type identity struct {
	Region     types.String `tfsdk:"region"`
	InstanceID types.String `tfsdk:"instance_id"`
}

// identity returns the identity of a policy whose region is known.
func (m model) identity() identity {
	return identity{Region: m.Region, InstanceID: m.InstanceID}
}

// splitImportID takes an id apart; a bare instance id has no region.
func splitImportID(id string) (region, instanceID string) {
	region, instanceID, found := strings.Cut(id, ":")
	if !found {
		return "", id
	}
	return region, instanceID
}

// refreshed returns the state after a read.
func (m model) refreshed(p rds.Policy) model {
	if p.Released {
		return m.refreshedReleased(p)
	}
	m.settings = m.settings.refreshed(p)
	m.Engine = reported(p.Engine, m.Engine)
	m.EngineVersion = reported(p.EngineVersion, m.EngineVersion)
	m.EnabledTime = timeOf(p, p.EnabledTime, m.EnabledTime)
	m.LogBackupEnabledTime = timeOf(p, p.LogBackupEnabledTime, m.LogBackupEnabledTime)
	m.InstanceReleased = types.BoolValue(false)
	return m
}

// refreshedReleased returns the state of a policy whose instance is gone: only the retention of its copies can still
// change. A state without values, as after an import, takes all of them from the API.
func (m model) refreshedReleased(p rds.Policy) model {
	if m.Enabled.IsNull() {
		there := p
		there.Released = false
		m = m.refreshed(there)
	}
	if p.RetentionDays > 0 {
		m.RetentionDays = types.Int64Value(p.RetentionDays)
	}
	m.InstanceReleased = types.BoolValue(true)
	return m
}

// planned returns the state after a write: the planned values, completed by what was read back.
func (m model) planned(p rds.Policy) model {
	m.ID = types.StringValue(walk.PolicyID(m.Region.ValueString(), m.InstanceID.ValueString()))
	if m.Engine.IsUnknown() {
		m.Engine = nullable.String(p.Engine)
	}
	if m.EngineVersion.IsUnknown() {
		m.EngineVersion = nullable.String(p.EngineVersion)
	}
	if m.InstanceReleased.IsUnknown() {
		m.InstanceReleased = types.BoolValue(p.Released)
	}
	if m.EnabledTime.IsUnknown() {
		m.EnabledTime = nullable.Time(p.EnabledTime).StringValue
	}
	if m.LogBackupEnabledTime.IsUnknown() {
		m.LogBackupEnabledTime = nullable.Time(p.LogBackupEnabledTime).StringValue
	}
	return m
}

// same reports whether two models of one policy are equal, so that there is nothing to set. Setting a model takes the
// framework longer than all else in a plan without a change. What is not compared, nothing here changes.
func (m model) same(other model) bool {
	return m.facts == other.facts && m.DeletionPolicy == other.DeletionPolicy
}

// timeOf returns a time that the API reports. A missing time means "never" while the policy is on, and nothing while it
// is off. The getter and the lists may report the same time with and without its seconds, which is no change.
func timeOf(p rds.Policy, reported time.Time, prior types.String) types.String {
	if reported.IsZero() && !p.Enabled {
		return prior
	}
	before, err := time.Parse(time.RFC3339, prior.ValueString())
	withoutSeconds := before.Second() == 0 || reported.Second() == 0
	if err == nil && withoutSeconds && before.Truncate(time.Minute).Equal(reported.Truncate(time.Minute)) {
		return prior
	}
	return nullable.Time(reported).StringValue
}

// reported returns what the API reports, or the prior value where it reports nothing.
func reported(value string, prior types.String) types.String {
	if value == "" {
		return prior
	}
	return types.StringValue(value)
}

// known reports whether all values are neither null nor unknown.
func known(values ...interface {
	IsNull() bool
	IsUnknown() bool
},
) bool {
	for _, value := range values {
		if value.IsNull() || value.IsUnknown() {
			return false
		}
	}
	return true
}

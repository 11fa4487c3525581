// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// check refuses what cannot be simulated.
func (in Instance) check() error {
	var errs []error
	require := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	oneOf := func(field, value string, allowed ...string) {
		known := value == "" || slices.Contains(allowed, value)
		require(known, "%s %q is none of %s", field, value, strings.Join(allowed, ", "))
	}
	require(in.ID != "", "id is missing")
	require(in.Region != "", "region is missing")
	require(in.Region == "" || knownRegion(in.Region), "region %q is unknown", in.Region)
	require(in.Engine != "", "engine is missing")
	oneOf("engine", in.Engine, engines()...)
	require(in.EngineVersion != "", "engine_version is missing")
	oneOf("role", in.Role, roles()...)
	require(in.History >= 0 && in.History <= maxHistory, "history %d is not within 0..%d days", in.History, maxHistory)
	oneOf("backup_method", in.BackupMethod, backupMethods()...)
	if in.BusyFor != "" {
		d, err := time.ParseDuration(in.BusyFor)
		require(err == nil && d >= 0, "busy_for %q is not a duration such as 10m", in.BusyFor)
	}
	for _, name := range in.BackupDays {
		require(slices.Contains(weekdays(), name), "backup_days: %q is none of %s", name, strings.Join(weekdays(), ", "))
	}
	for _, err := range []error{
		checkTime("created_time", in.CreatedTime), checkTime("released_time", in.ReleasedTime),
		checkTime("local_log_backup_off_time", in.LocalLogBackupOffTime), checkTime("key_delete_time", in.KeyDeleteTime),
	} {
		require(err == nil, "%w", err)
	}
	errs = append(errs, checkPolicy(in.Policy, in.Region)...)
	if len(errs) > 0 {
		return fmt.Errorf("instance %q: %w", in.ID, joined(errs))
	}
	return nil
}

// checkPolicy refuses a policy that no console could have stored for an instance of the region.
func checkPolicy(p *Policy, region string) []error {
	if p == nil {
		return nil
	}
	var errs []error
	if err := checkTime("policy.enabled_time", p.EnabledTime); err != nil {
		errs = append(errs, err)
	}
	if err := checkTime("policy.log_backup_enabled_time", p.LogEnabledTime); err != nil {
		errs = append(errs, err)
	}
	if err := checkTime("policy.disabled_time", p.DisabledTime); err != nil {
		errs = append(errs, err)
	}
	if days := p.RetentionDays; days != 0 && (days < minRetentionDays || days > maxRetentionDays) {
		errs = append(errs, fmt.Errorf("policy.retention_days %d is not within %d..%d",
			days, minRetentionDays, maxRetentionDays))
	}
	switch destination := p.DestinationRegion; {
	case destination == "" && p.Enabled:
		errs = append(errs, errors.New("policy.destination_region is missing"))
	case destination != "" && destination == region:
		errs = append(errs, fmt.Errorf("policy.destination_region %q is the instance's own region", destination))
	case destination != "" && !knownRegion(destination):
		errs = append(errs, fmt.Errorf("policy.destination_region %q is unknown", destination))
	}
	if p.LogEnabled && !p.Enabled {
		errs = append(errs, errors.New("policy.log_backup_enabled needs policy.enabled"))
	}
	return errs
}

// joined is errors.Join on one line, for messages that are shown in JSON.
func joined(errs []error) error {
	err := errs[0]
	for _, next := range errs[1:] {
		err = fmt.Errorf("%w; %w", err, next)
	}
	return err
}

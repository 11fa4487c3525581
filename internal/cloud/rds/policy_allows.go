// SPDX-License-Identifier: MPL-2.0

package rds

import "time"

// What one answer about a policy says is enough for some purposes and not for others. Each method is named after what
// it allows. Where it says no, the instance is asked by itself.

// NeverOn reports whether the answer says that the policy never was on. One that lacks a switch does not say so.
func (p Policy) NeverOn() bool { return !p.Exists && !p.Incomplete }

// MayHaveCopies reports whether the policy was ever on, so that there may be copies. The lock mode of a released
// instance alone is no sign of that.
func (p Policy) MayHaveCopies() bool {
	return p.Exists && (p.Enabled || p.LogBackupEnabled || p.DestinationRegion != "" || p.RetentionDays > 0 ||
		!p.EnabledTime.IsZero() || !p.LogBackupEnabledTime.IsZero())
}

// ComparesWithState reports whether the answer says all that can change of a policy that was ever on, so that a state
// which equals it is up to date. Destination and retention are asked of a policy that is off or released too: copies
// outlive it, and a state that knows them must not be compared with an answer that does not.
func (p Policy) ComparesWithState() bool {
	return p.Exists && !p.Incomplete && p.InstanceStatus != "" && p.DestinationRegion != "" && p.RetentionDays > 0 &&
		(!p.Enabled || !p.EnabledTime.IsZero()) && (!p.LogBackupEnabled || !p.LogBackupEnabledTime.IsZero())
}

// ImportsAlone reports whether the answer is enough for a state that knows nothing yet: it tells the engine too, and
// its times have seconds, as those of the getter. A time without seconds may have been cut short.
func (p Policy) ImportsAlone() bool {
	return p.ComparesWithState() && p.Enabled && !p.Released && p.Engine != "" && p.EngineVersion != "" &&
		hasSeconds(p.EnabledTime) && hasSeconds(p.LogBackupEnabledTime)
}

func hasSeconds(t time.Time) bool { return t.IsZero() || t.Second() != 0 }

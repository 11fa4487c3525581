// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// createStep is what a create has to do about what is there. The plan asks for it, and so does the apply.
type createStep int

const (
	createWrites     createStep = iota
	createNothing               // off is wanted, and it is off
	createAdopts                // it is on as wanted
	createNoInstance            // refused, as all that follow
	createReleased
	createOverwrites // it is on with other settings, which somebody else made
	createShortens   // it is off, and copies that are kept for longer would be lost
	replaceShortens  // the same, where this configuration replaces the policy
)

// nextStep decides what a create does. managed says that this configuration had the policy already, and replaces it.
//
// A create never shortens a retention. An apply makes its plan anew and cannot know what the first plan has shown: a
// list may have lacked the policy, or somebody may have changed it since. A replacement has no need to: a change in
// place can.
func nextStep(found rds.Found, want rds.Settings, managed bool) createStep {
	now := found.Policy
	switch {
	case found.Presence == rds.Gone:
		return createNoInstance
	case now.Released:
		return createReleased
	case now.Enabled && want.Matches(now):
		return createAdopts
	case now.Enabled && !managed:
		return createOverwrites
	case !want.Enabled && (found.Presence == rds.NeverEnabled || want.Matches(now)):
		return createNothing
	case want.RetentionDays < now.RetentionDays && managed:
		return replaceShortens
	case want.RetentionDays < now.RetentionDays:
		return createShortens
	default:
		return createWrites
	}
}

// refusal is the error of a step that refuses the create; nil for the others.
func (s createStep) refusal(found rds.Policy, want rds.Settings) diag.Diagnostics {
	switch s {
	case createNoInstance:
		return diag.Diagnostics{instanceNotFound(want.Region, want.InstanceID, "")}
	case createReleased:
		return diag.Diagnostics{createOnReleased(found, want)}
	case createOverwrites:
		return diag.Diagnostics{alreadyEnabled(found, want)}
	case createShortens:
		return diag.Diagnostics{wouldShorten(found, want)}
	case replaceShortens:
		return diag.Diagnostics{shorteningReplacement(found, want)}
	case createWrites, createNothing, createAdopts:
	}
	return nil
}

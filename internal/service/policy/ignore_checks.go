// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/nearest"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// This file is about ignore_checks, of the provider block and of one policy.

// ReasonCodes returns every code that ignore_checks may hold, sorted.
func ReasonCodes() []string {
	codes := checkCodes()
	for _, reason := range eligibility.Reasons() {
		codes = append(codes, reason.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// UnknownCode warns of a reason code that no check has. It is a warning, because a newer or an older version may have
// it.
func UnknownCode(at path.Path, code string) diag.Diagnostics {
	known := ReasonCodes()
	if slices.Contains(known, code) {
		return nil
	}
	advice := "The documentation of ignore_checks lists the codes."
	if meant, ok := nearest.Word(code, known); ok {
		advice = fmt.Sprintf("Did you mean %s?", meant)
	}
	return diag.Diagnostics{message.UnknownReasonCode.Warning(at, fmt.Sprintf(
		"ignore_checks holds %q. This version of the provider has no check of that code, so it has no effect. %s",
		message.Shortened(code), advice))}
}

// unknownCodes is UnknownCode for the codes of a policy. It is for the plan: Terraform validates twice on the way to a
// plan, and would print the warning twice.
func unknownCodes(codes types.Set) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, element := range codes.Elements() {
		if code, isText := element.(types.String); isText && known(code) {
			diags.Append(UnknownCode(pathIgnoreChecks.AtSetValue(code), code.ValueString())...)
		}
	}
	return diags
}

// ignoring returns the resource as it checks one policy: without the codes of the provider block, nor those of the
// policy itself. While these are not known, nothing is checked: the apply plans again with their values.
func (r *policyResource) ignoring(codes types.Set) *policyResource {
	if !codes.IsUnknown() && len(codes.Elements()) == 0 {
		return r
	}
	data := *r.data
	data.Checks.Ignore = maps.Clone(data.Checks.Ignore)
	if data.Checks.Ignore == nil {
		data.Checks.Ignore = map[string]bool{}
	}
	if codes.IsUnknown() {
		data.Checks.Mode = walk.ChecksOff
	}
	for _, element := range codes.Elements() {
		code, isText := element.(types.String)
		if element.IsUnknown() || !isText {
			data.Checks.Mode = walk.ChecksOff
			continue
		}
		data.Checks.Ignore[code.ValueString()] = true
	}
	return &policyResource{data: &data}
}

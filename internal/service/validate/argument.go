// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/nearest"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// RegionArgument refuses the argument of a function that does not have the form of a region id. Whether such a region
// exists is not checked: new ones open.
func RegionArgument(position int64, name, value string) *function.FuncError {
	if eligibility.ValidRegionID(value) {
		return nil
	}
	meant := ""
	if id, ok := eligibility.NearestRegion(value); ok {
		meant = fmt.Sprintf(" Did you mean %q?", id)
	}
	return message.RegionMalformed.FunctionError(position, fmt.Sprintf(
		"%s is %q. Pass the id of a region, such as \"cn-hangzhou\", not a zone or a display name.%s",
		name, message.Shortened(value), meant))
}

// WordArgument refuses the argument of a function that is none of the words.
func WordArgument(position int64, name, value string, words ...string) *function.FuncError {
	if slices.Contains(words, value) {
		return nil
	}
	meant := ""
	if word, ok := nearest.Word(value, words); ok {
		meant = fmt.Sprintf(" Did you mean %s?", word)
	}
	return message.InvalidValue.FunctionError(position, fmt.Sprintf(
		"%s takes %s. %q is none of them.%s", name, list(words), message.Shortened(value), meant))
}

// SPDX-License-Identifier: MPL-2.0

package eligibility

import (
	"cmp"
	"strconv"
	"strings"
)

// version is an engine version by its two leading numbers. The API writes both 10 and 10.0.
type version struct{ major, minor int }

// parseVersion reads "16.0", "9.4" or "10". False means that the text is not such a number.
func parseVersion(text string) (version, bool) {
	majorText, minorText, hasMinor := strings.Cut(text, ".")
	major, err := strconv.Atoi(majorText)
	if err != nil || major <= 0 {
		return version{}, false
	}
	if !hasMinor {
		return version{major: major}, true
	}
	minorText, _, _ = strings.Cut(minorText, ".")
	minor, err := strconv.Atoi(minorText)
	if err != nil || minor < 0 {
		return version{}, false
	}
	return version{major: major, minor: minor}, true
}

func (v version) compare(other version) int {
	return cmp.Or(cmp.Compare(v.major, other.major), cmp.Compare(v.minor, other.minor))
}

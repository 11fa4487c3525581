// SPDX-License-Identifier: MPL-2.0

package version

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestLine(t *testing.T) {
	t.Parallel()
	if got := Line("prog"); !strings.HasPrefix(got, "prog dev (commit ") || !strings.Contains(got, ", go") {
		t.Errorf("got %q", got)
	}
}

func TestCommitOf(t *testing.T) {
	t.Parallel()
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "4f2a"}
	modified := func(value string) debug.BuildSetting { return debug.BuildSetting{Key: "vcs.modified", Value: value} }
	for name, row := range map[string]struct {
		info *debug.BuildInfo
		want string
	}{
		"no build information": {nil, ""},
		"from an archive":      {&debug.BuildInfo{}, ""},
		"of a commit":          {&debug.BuildInfo{Settings: []debug.BuildSetting{revision, modified("false")}}, "4f2a"},
		"with changes": {
			&debug.BuildInfo{Settings: []debug.BuildSetting{revision, modified("true")}}, "4f2a, modified",
		},
	} {
		if got := commitOf(row.info); got != row.want {
			t.Errorf("%s: got %q, want %q", name, got, row.want)
		}
	}
}

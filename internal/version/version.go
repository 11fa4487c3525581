// SPDX-License-Identifier: MPL-2.0

// Package version says which build a program is. The programs of one release agree.
package version

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// The release build sets them with -ldflags "-X".
var (
	number = "dev"
	commit string
)

// Number is the version without a "v", such as "0.1.0", or "dev" in a build that is no release.
func Number() string { return number }

// Line is what a program prints for -version: its name, version, commit, platform and Go.
func Line(program string) string {
	info, _ := debug.ReadBuildInfo()
	return fmt.Sprintf("%s %s (commit %s, %s/%s, %s)",
		program, number, cmp.Or(commit, commitOf(info), "unknown"), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// commitOf is what Go knows of the commit. Outside a clone, and in a worktree, that is nothing.
func commitOf(info *debug.BuildInfo) string {
	if info == nil {
		return ""
	}
	var found, modified string
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			found = setting.Value
		case setting.Key == "vcs.modified" && setting.Value == "true":
			modified = ", modified"
		}
	}
	return found + modified
}

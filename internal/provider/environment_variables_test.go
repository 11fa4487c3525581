// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"os/user"
	"testing"
)

// Services and some CI jobs have no HOME. The CLI's profiles are then those of the user that runs the process.
func TestEnvironment_homeWithoutAVariable(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("USERPROFILE", "")
	current, err := user.Current()
	if err != nil {
		t.Skip("this system does not know who runs the test: ", err)
	}
	if home, err := processEnvironment().HomeDir(); err != nil || home != current.HomeDir {
		t.Errorf("home = %q, %v; want %q", home, err, current.HomeDir)
	}
}

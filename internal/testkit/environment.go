// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"errors"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// Variables are the environment of somebody whose cloud is the emulator.
func Variables(s *emulator.Server) map[string]string {
	variables := map[string]string{}
	for _, variable := range sandbox.Attach(s.URL()).Variables() {
		variables[variable[0]] = variable[1]
	}
	return variables
}

// FromEnvironment are the options of a provider that finds the emulator by such variables alone, where its block says
// nothing. Its waits move the emulator's clock.
func FromEnvironment(s *emulator.Server, variables map[string]string) []provider.Option {
	return append(movingClock(s), provider.WithEnvironment(provider.Environment{
		Lookup:  func(name string) (string, bool) { value, ok := variables[name]; return value, ok },
		HomeDir: func() (string, error) { return "", errors.New("tests have no home folder") },
	}))
}

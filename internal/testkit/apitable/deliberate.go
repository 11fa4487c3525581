// SPDX-License-Identifier: MPL-2.0

package apitable

// Deliberate is a difference that is meant to be, with the reason. A test fails where one of its list is not found.
type Deliberate struct {
	Action string // * is every action
	Name   string
	Kind   string
	Reason string
}

// OfTheClient are the differences of the requests that the client sends.
func OfTheClient() []Deliberate {
	return []Deliberate{
		{"*", "RegionId", Unknown, "the SDK adds it to every call, also where no list has it; the API ignores it there"},
	}
}

// OfTheEmulator are the differences of the answers that the emulator gives.
func OfTheEmulator() []Deliberate {
	return nil
}

// OfTheParameters are the differences of the parameters that the emulator checks.
func OfTheParameters() []Deliberate {
	const needed = "listed as optional, but there is nothing to do without it"
	return []Deliberate{
		{"*", "RegionId", Unknown, "both SDKs and the official provider send it to every action"},
		{"AssumeRoleWithOIDC", "RoleArn", Demanded, needed},
		{"AssumeRoleWithOIDC", "OIDCProviderArn", Demanded, needed},
		{"AssumeRoleWithOIDC", "OIDCToken", Demanded, needed},
		{"GetRole", "RoleName", Demanded, needed},
	}
}

// Compare takes the deliberate ones away from the differences found, and returns those that were not found.
func Compare(found []Difference, deliberate []Deliberate) (unexplained []Difference, unused []Deliberate) {
	used := map[Deliberate]bool{}
	for _, difference := range found {
		explained := false
		for _, d := range deliberate {
			if (d.Action == "*" || d.Action == difference.Action) && d.Name == difference.Name && d.Kind == difference.Kind {
				used[d], explained = true, true
			}
		}
		if !explained {
			unexplained = append(unexplained, difference)
		}
	}
	for _, d := range deliberate {
		if !used[d] {
			unused = append(unused, d)
		}
	}
	return unexplained, unused
}

// SPDX-License-Identifier: MPL-2.0

package internal_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDocuments_permissionsAreTheCalls holds the RAM policies of the guide against what the client calls, and against
// the permissions that the page of each type lists.
func TestDocuments_permissionsAreTheCalls(t *testing.T) {
	t.Parallel()
	guide := read(t, "templates/guides/permissions.md")
	roles := map[string][]string{}
	var all []string
	for _, role := range []string{"Plan only", "Apply", "Audit", "Download", "Back up now"} {
		roles[role] = allowed(t, guide, role)
		all = append(all, roles[role]...)
	}
	slices.Sort(all)
	if granted, want := slices.Compact(all), called(t); !slices.Equal(granted, want) {
		t.Errorf("mend templates/guides/permissions.md: it allows %v\nthe client calls %v", granted, want)
	}
	const write = "rds:ModifyInstanceCrossBackupPolicy"
	for role, actions := range roles {
		if writes := slices.Contains(actions, write); writes != (role == "Apply") {
			t.Errorf("%s may write: %t", role, writes)
		}
	}
	for role, pages := range map[string][]string{
		"Apply":       files(t, "templates/resources/*.tmpl"),
		"Audit":       append(files(t, "templates/data-sources/*.tmpl"), files(t, "templates/list-resources/*.tmpl")...),
		"Download":    files(t, "templates/ephemeral-resources/*.tmpl"),
		"Back up now": files(t, "templates/actions/*.tmpl"),
	} {
		var listed []string
		for _, page := range pages {
			_, permissions, _ := strings.Cut(read(t, page), "## Permissions")
			listed = append(listed, matches(permissions, "`((?:rds|ram):[A-Z]\\w+)`")...)
		}
		slices.Sort(listed)
		if listed = slices.Compact(listed); !slices.Equal(roles[role], listed) {
			t.Errorf("the role %s may %v\nits pages list %v", role, roles[role], listed)
		}
	}
	plan := append(slices.Clone(roles["Plan only"]), write)
	if slices.Sort(plan); !slices.Equal(plan, roles["Apply"]) {
		t.Errorf("apply may %v, want what a plan may and the write: %v", roles["Apply"], plan)
	}
}

// ramPolicy is a policy document of RAM, as far as a test reads it.
type ramPolicy struct {
	Version   string
	Statement []struct {
		Effect string
		Action any // a text or a list of them
	}
}

// allowed returns the actions that the policy under a heading allows, sorted.
func allowed(t *testing.T, guide, heading string) []string {
	t.Helper()
	_, text, _ := strings.Cut(guide, "\n## "+heading+"\n")
	_, text, _ = strings.Cut(text, "```json\n")
	text, _, _ = strings.Cut(text, "```")
	var policy ramPolicy
	if err := json.Unmarshal([]byte(text), &policy); err != nil || policy.Version != "1" {
		t.Fatalf("%s is no policy of RAM: %v", heading, err)
	}
	var actions []string
	for _, statement := range policy.Statement {
		if statement.Effect != "Allow" {
			t.Errorf("%s has the effect %q", heading, statement.Effect)
		}
		switch action := statement.Action.(type) {
		case string:
			actions = append(actions, action)
		case []any:
			for _, one := range action {
				name, _ := one.(string)
				actions = append(actions, name)
			}
		}
	}
	slices.Sort(actions)
	return actions
}

// called returns the RAM actions that the client's calls need, sorted. Those of STS need none, or another policy.
func called(t *testing.T) []string {
	t.Helper()
	request := regexp.MustCompile(`\b(sdkrds|ram)\.Create(\w+)Request\(`)
	var actions []string
	for _, file := range files(t, "internal/cloud/rds/*.go") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, match := range request.FindAllStringSubmatch(read(t, file), -1) {
			actions = append(actions, strings.TrimPrefix(match[1], "sdk")+":"+match[2])
		}
	}
	slices.Sort(actions)
	return slices.Compact(actions)
}

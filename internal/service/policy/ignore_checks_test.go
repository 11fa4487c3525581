// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

func ignoring(codes ...any) attributes { return attributes{"ignore_checks": codes} }

// ignore_checks of a policy adds to that of the provider block, for this policy alone.
func TestIgnoreChecks_ofOnePolicy(t *testing.T) {
	t.Parallel()
	const version, class = "POSTGRESQL_CLOUD_DISK_VERSION", "POSTGRESQL_NEW_GENERAL_PURPOSE"
	for name, tt := range map[string]struct {
		provider attributes
		config   attributes
		want     string // the severities
	}{
		"an error":     {nil, settings("pgm-old", "cn-shanghai", 30, ignoring(version)), ""},
		"a warning":    {nil, settings("pgm-economy", "cn-shanghai", 30, ignoring(class)), ""},
		"another code": {nil, settings("pgm-old", "cn-shanghai", 30, ignoring(class)), "error"},
		"no code":      {nil, settings("pgm-old", "cn-shanghai", 30, ignoring()), "error"},
		"the provider's": {
			attributes{"ignore_checks": []string{version}}, settings("pgm-old", "cn-shanghai", 30, ignoring(class)), "",
		},
		"a destination": {nil, settings("pgm-demo", "cn-nowhere", 30, ignoring("DESTINATION_NOT_AVAILABLE")), ""},
		"unknown":       {nil, settings("pgm-old", "cn-shanghai", 30, attributes{"ignore_checks": unknown{}}), ""},
		"one unknown":   {nil, settings("pgm-old", "cn-shanghai", 30, ignoring(unknown{}, class)), ""},
		"residency": {
			attributes{"allowed_destination_regions": []string{"cn-beijing"}},
			settings("pgm-demo", "cn-shanghai", 30, ignoring("DESTINATION_NOT_AVAILABLE")), "error",
		},
		"an existing policy": {nil, settings("pgm-console", "cn-shanghai", 30, ignoring(version)), "error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.StartInMemory(t)
			w := testkit.NewSession(t, s, tt.provider, testkit.InMemory(s))
			var severities []string
			for _, text := range w.Plan(result{}, tt.config).Said.Texts() {
				severity, _, _ := strings.Cut(text, " ")
				severities = append(severities, severity)
			}
			if got := strings.Join(severities, " "); got != tt.want {
				t.Errorf("severities %q, want %q", got, tt.want)
			}
			// The next policy of the same run is checked.
			w.Plan(result{}, settings("pgm-serverless", "cn-beijing", 30)).Said.Errors().Require(t, "serverless")
		})
	}
}

// It is for Terraform alone: it is not sent, and a change of it calls nothing and makes no other value unknown.
func TestIgnoreChecks_isNotSent(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		tf := newTerraform(t, s, nil)
		tf.mustApply(settings("pgm-demo", "cn-shanghai", 30, ignoring("DISK_ENCRYPTED")))
		requireWrites(t, s, written("pgm-demo", true, false, "cn-shanghai", 30))
		before := tf.state["pgm-demo"].Map()
		for _, more := range []attributes{ignoring("DISK_ENCRYPTED", "SERVERLESS"), ignoring(), nil} {
			s.ResetCalls()
			config := only(settings("pgm-demo", "cn-shanghai", 30, more))
			_, changes, _ := tf.plan(config)
			if len(changes) != 1 {
				t.Errorf("%v: %d changes, want one", more, len(changes))
			}
			for _, name := range []string{"enabled_time", "log_backup_enabled_time", "engine"} {
				if got := changes["pgm-demo"].planned.Get(t, name); got != before[name] {
					t.Errorf("%v: %s is planned as %v, was %v", more, name, got, before[name])
				}
			}
			tf.settle(config, 1)
			tf.requireNothingToDo(config)
			requireNoWriteTried(t, s)
		}
		if got := tf.session().Import("pgm-demo").Get(t, "ignore_checks"); got != nil {
			t.Errorf("an import has %v", got)
		}
	})
}

func TestIgnoreChecks_values(t *testing.T) {
	t.Parallel()
	s := emulator.StartInMemory(t)
	for name, tt := range map[string]struct {
		codes []any
		says  []string
	}{
		"a typing mistake": {
			[]any{"serverles"}, []string{"warning", "Unknown reason code", `"serverles"`, "Did you mean SERVERLESS?"},
		},
		"nothing like it": {[]any{"NO_SUCH_CHECK"}, []string{"warning", "lists the codes. (UNKNOWN_REASON_CODE)"}},
		"absurdly long":   {[]any{strings.Repeat("X", 100_000)}, []string{"warning", `XXX..."`}},
		"empty":           {[]any{""}, []string{"error", "An element of ignore_checks is an empty text."}},
		"null":            {[]any{nil}, []string{"error", "An element of ignore_checks is null.", "(NULL_ELEMENT)"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := testkit.NewSession(t, s, nil, testkit.InMemory(s))
			config := settings("pgm-demo", "cn-shanghai", 30, attributes{"ignore_checks": tt.codes})
			said := w.Validate(config)
			if !said.Failed() {
				said = append(said, w.Plan(result{}, config).Said...)
			}
			said.Require(t, tt.says...)
			if len(said) != 1 || len(said[0].Detail) > 500 {
				t.Errorf("said %d: %.1000s", len(said), said)
			}
		})
	}
}

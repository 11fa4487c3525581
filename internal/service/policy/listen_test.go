// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// heard collects what the provider tells Terraform. Terraform shows warnings only on its own output, which the testing
// library keeps to itself.
type heard struct {
	mu   sync.Mutex
	said []string
	// applied holds the calls that reached the emulator during the latest ApplyResourceChange.
	applied []emulator.Call
	// beforeApply, when set, runs right before an ApplyResourceChange, after the plan that an apply makes once more.
	beforeApply func()
}

// listen returns factories of the provider that keep its diagnostics, as "apply WARNING: summary: detail".
func listen(s *emulator.Server, opts ...provider.Option) (map[string]func() (tfprotov6.ProviderServer, error), *heard) {
	h := &heard{}
	factories := testkit.Factories(s, opts...)
	for name, factory := range factories {
		factories[name] = func() (tfprotov6.ProviderServer, error) {
			server, err := factory()
			return listener{ProviderServer: server, heard: h, emulator: s}, err
		}
	}
	return factories, h
}

type listener struct {
	tfprotov6.ProviderServer
	heard    *heard
	emulator *emulator.Server
}

func (l listener) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	resp, err := l.ProviderServer.ReadResource(ctx, req)
	if resp != nil {
		l.heard.note("read", resp.Diagnostics)
	}
	return resp, err
}

func (l listener) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := l.ProviderServer.PlanResourceChange(ctx, req)
	if resp != nil {
		l.heard.note("plan", resp.Diagnostics)
	}
	return resp, err
}

func (l listener) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	if l.heard.beforeApply != nil {
		l.heard.beforeApply()
	}
	before := len(l.emulator.Calls())
	resp, err := l.ProviderServer.ApplyResourceChange(ctx, req)
	if resp != nil {
		l.heard.note("apply", resp.Diagnostics)
	}
	calls := l.emulator.Calls()
	l.heard.mu.Lock()
	defer l.heard.mu.Unlock()
	l.heard.applied = calls[min(before, len(calls)):]
	return resp, err
}

func (h *heard) note(when string, diagnostics []*tfprotov6.Diagnostic) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, d := range diagnostics {
		h.said = append(h.said, when+" "+d.Severity.String()+": "+d.Summary+": "+d.Detail)
	}
}

// requireSaid fails unless a diagnostic begins and goes on like this.
func (h *heard) requireSaid(t *testing.T, begins string, contains ...string) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	matches := func(line string) bool {
		return strings.HasPrefix(line, begins) && !slices.ContainsFunc(contains, func(part string) bool { return !strings.Contains(line, part) })
	}
	if !slices.ContainsFunc(h.said, matches) {
		t.Errorf("nothing said begins with %q and contains %q; said:\n%s", begins, contains, strings.Join(h.said, "\n"))
	}
}

// requireSilent fails if any diagnostic begins like this.
func (h *heard) requireSilent(t *testing.T, begins string) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, line := range h.said {
		if strings.HasPrefix(line, begins) {
			t.Errorf("said: %s", line)
		}
	}
}

// appliedCalls returns the actions of the calls of the latest apply of a resource, with the code of each that failed.
func (h *heard) appliedCalls() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var lines []string
	for _, call := range h.applied {
		line := call.Action
		if call.Code != "" {
			line += " " + call.Code
		}
		lines = append(lines, line)
	}
	return lines
}

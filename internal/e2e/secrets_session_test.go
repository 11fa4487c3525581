// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/secrets"
)

const (
	policyType = testkit.PolicyType
	setsType   = "apsaradb_rds_cross_region_backup_sets"
	regionType = "apsaradb_rds_cross_region_backup_regions"
)

// values are attributes as a configuration has them. What is left out is null.
type values = testkit.Attributes

// session is a provider that was configured once. It keeps all that Terraform is told, and all that is logged at TRACE
// by the provider and by the libraries that it is built with.
type session struct {
	*testkit.Session
	t      *testing.T
	log    lockedBuffer
	told   strings.Builder // diagnostics, plans, states, private data
	failed bool            // the latest call
	block  values          // of the provider
}

// lockedBuffer is written by many goroutines.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(text)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// open starts a provider, validates its block, and configures it.
func open(t *testing.T, block values, options ...provider.Option) *session {
	t.Helper()
	s := &session{t: t, block: block}
	if said := s.heard(testkit.ValidateBlock(t, block)); said.Failed() {
		s.quoted(said)
		return s
	}
	ctx := tfsdklogtest.RootLogger(tflogtest.RootLogger(t.Context(), &s.log), &s.log)
	configured, said := testkit.Configure(ctx, t, nil, block, options...)
	s.Session = configured
	s.quoted(s.heard(said))
	return s
}

// heard keeps diagnostics, and notes whether there is an error.
func (s *session) heard(said testkit.Diagnostics) testkit.Diagnostics {
	s.told.WriteString(said.String() + "\n")
	s.failed = said.Failed()
	return said
}

// kept keeps what a call returned.
func (s *session) kept(got testkit.Result) testkit.Result {
	s.heard(got.Said)
	if got.Object.Type() != nil {
		fmt.Fprintf(&s.told, "%v\n", testkit.Plain(got.Object))
	}
	s.told.Write(got.Private)
	return got
}

// quoted keeps the lines of the block that diagnostics are at, because Terraform prints those.
func (s *session) quoted(found testkit.Diagnostics) {
	for _, d := range found {
		if d.Path == nil {
			continue
		}
		var at any = s.block
		for _, step := range d.Path.Steps() {
			switch step := step.(type) {
			case tftypes.AttributeName:
				within, _ := at.(values)
				at = within[string(step)]
			case tftypes.ElementKeyInt:
				list, _ := at.([]values)
				at = nil
				if int(step) < len(list) {
					at = list[step]
				}
			}
		}
		if text, ok := at.(string); ok {
			fmt.Fprintf(&s.told, "on main.tf: %s = %s\n", d.Path, text)
		}
	}
}

// apply plans and applies a configuration of a policy; nil destroys it.
func (s *session) apply(prior testkit.Result, config values) testkit.Result {
	s.t.Helper()
	planned := s.kept(s.Plan(prior, config))
	if s.failed {
		return prior
	}
	if config == nil {
		planned.Object = tftypes.Value{} // Terraform plans nothing in its place.
	}
	return s.kept(s.Apply(prior, config, planned))
}

// refresh reads a policy.
func (s *session) refresh(prior testkit.Result) testkit.Result { return s.kept(s.Read(prior)) }

// adopt imports a policy and reads it.
func (s *session) adopt(id string) testkit.Result { return s.kept(s.Import(id)) }

// look reads a data source.
func (s *session) look(name string, config values) {
	s.t.Helper()
	s.kept(s.Data(name, config))
}

// clean fails the test where a secret is in anything that the provider said.
func (s *session) clean(book *secrets.Book) {
	s.t.Helper()
	if s.Session != nil && s.log.String() == "" {
		s.t.Error("nothing was logged")
	}
	book.Require(s.t, "the log", s.log.String())
	book.Require(s.t, "what Terraform was told", s.told.String())
}

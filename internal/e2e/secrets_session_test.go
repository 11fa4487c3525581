// SPDX-License-Identifier: MPL-2.0

package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

const (
	policyType = "apsaradb_rds_cross_region_backup_policy"
	setsType   = "apsaradb_rds_cross_region_backup_sets"
	regionType = "apsaradb_rds_cross_region_backup_regions"
)

// values are attributes as a configuration has them. What is left out is null.
type values map[string]any

// session is what Terraform does with one configured provider, without a process. It keeps all that Terraform is told, and
// all that is logged at TRACE by the provider and by the libraries that it is built with.
type session struct {
	t       *testing.T
	ctx     context.Context
	server  tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
	log     lockedBuffer
	told    strings.Builder // diagnostics, plans, states, private data
	links   strings.Builder // states in which the user asked for links
	failed  bool            // the latest call
	block   values          // of the provider
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

var _ io.Writer = (*lockedBuffer)(nil)

// open starts a provider and configures it.
func open(t *testing.T, block values, options ...provider.Option) *session {
	t.Helper()
	s := &session{t: t, block: block}
	s.ctx = tfsdklogtest.RootLogger(tflogtest.RootLogger(t.Context(), &s.log), &s.log)
	server := provider.NewServer(provider.New("test", options...)())
	s.server = server
	var err error
	s.schemas, err = server.GetProviderSchema(s.ctx, &tfprotov6.GetProviderSchemaRequest{})
	s.must(err)
	whole := values{"assume_role": []values{}, "assume_role_with_oidc": []values{}, "endpoints": []values{}}
	for name, value := range block {
		whole[name] = value
	}
	config := s.dynamic(s.schemas.Provider.ValueType(), whole)
	valid, err := server.ValidateProviderConfig(s.ctx, &tfprotov6.ValidateProviderConfigRequest{Config: config})
	s.must(err)
	s.diagnosed(valid.Diagnostics)
	s.quoted(valid.Diagnostics)
	if s.failed {
		return s
	}
	configured, err := server.ConfigureProvider(s.ctx, &tfprotov6.ConfigureProviderRequest{TerraformVersion: "1.12.0", Config: config})
	s.must(err)
	s.diagnosed(configured.Diagnostics)
	s.quoted(configured.Diagnostics)
	return s
}

// quoted keeps the lines of the block that diagnostics are at, because Terraform prints those.
func (s *session) quoted(found []*tfprotov6.Diagnostic) {
	for _, d := range found {
		if d.Attribute == nil {
			continue
		}
		var at any = s.block
		for _, step := range d.Attribute.Steps() {
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
			fmt.Fprintf(&s.told, "on main.tf: %s = %s\n", d.Attribute, text)
		}
	}
}

// must ends the test at an error of the protocol, which no provider should give.
func (s *session) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("the protocol failed: %v", err)
	}
}

// diagnosed keeps diagnostics, and notes whether there is an error.
func (s *session) diagnosed(found []*tfprotov6.Diagnostic) {
	s.failed = false
	for _, d := range found {
		fmt.Fprintf(&s.told, "%s %v: %s\n%s\n", d.Severity, d.Attribute, d.Summary, d.Detail)
		s.failed = s.failed || d.Severity == tfprotov6.DiagnosticSeverityError
	}
}

// kept keeps a plan, a state or private data.
func (s *session) kept(value *tfprotov6.DynamicValue, private []byte) {
	if value != nil {
		s.told.Write(value.MsgPack)
		s.told.Write(value.JSON)
	}
	s.told.Write(private)
}

func (s *session) dynamic(kind tftypes.Type, whole values) *tfprotov6.DynamicValue {
	s.t.Helper()
	text, err := json.Marshal(whole)
	s.must(err)
	value, err := (&tfprotov6.DynamicValue{JSON: text}).Unmarshal(kind)
	s.must(err)
	return s.pack(kind, value)
}

func (s *session) pack(kind tftypes.Type, value tftypes.Value) *tfprotov6.DynamicValue {
	s.t.Helper()
	packed, err := tfprotov6.NewDynamicValue(kind, value)
	s.must(err)
	return &packed
}

// instance is one resource in the state of a session.
type instance struct {
	state   *tfprotov6.DynamicValue
	private []byte
}

func (s *session) policyKind() tftypes.Type { return s.schemas.ResourceSchemas[policyType].ValueType() }

// apply plans and applies a configuration of a policy; nil destroys it.
func (s *session) apply(prior instance, config values) instance {
	s.t.Helper()
	kind := s.policyKind()
	none := s.pack(kind, tftypes.NewValue(kind, nil))
	if prior.state == nil {
		prior.state = none
	}
	wanted, proposed := none, none
	if config != nil {
		wanted = s.dynamic(kind, config)
		proposed = s.proposed(prior.state, config)
	}
	plan, err := s.server.PlanResourceChange(s.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: policyType, PriorState: prior.state, PriorPrivate: prior.private, Config: wanted, ProposedNewState: proposed,
	})
	s.must(err)
	s.diagnosed(plan.Diagnostics)
	s.kept(plan.PlannedState, plan.PlannedPrivate)
	if s.failed {
		return prior
	}
	planned := plan.PlannedState
	if config == nil {
		planned = none
	}
	applied, err := s.server.ApplyResourceChange(s.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: policyType, PriorState: prior.state, Config: wanted, PlannedState: planned,
		PlannedPrivate: plan.PlannedPrivate, PlannedIdentity: plan.PlannedIdentity,
	})
	s.must(err)
	s.diagnosed(applied.Diagnostics)
	s.kept(applied.NewState, applied.Private)
	return instance{state: applied.NewState, private: applied.Private}
}

// proposed merges a configuration into the prior state, as Terraform does.
func (s *session) proposed(prior *tfprotov6.DynamicValue, config values) *tfprotov6.DynamicValue {
	s.t.Helper()
	kind := s.policyKind()
	before, err := prior.Unmarshal(kind)
	s.must(err)
	wanted, err := s.dynamic(kind, config).Unmarshal(kind)
	s.must(err)
	if before.IsNull() {
		return s.pack(kind, wanted)
	}
	var members, given map[string]tftypes.Value
	s.must(before.As(&members))
	s.must(wanted.As(&given))
	for name := range config {
		members[name] = given[name]
	}
	return s.pack(kind, tftypes.NewValue(kind, members))
}

// refresh reads a policy.
func (s *session) refresh(prior instance) instance {
	s.t.Helper()
	read, err := s.server.ReadResource(s.ctx, &tfprotov6.ReadResourceRequest{TypeName: policyType, CurrentState: prior.state, Private: prior.private})
	s.must(err)
	s.diagnosed(read.Diagnostics)
	s.kept(read.NewState, read.Private)
	return instance{state: read.NewState, private: read.Private}
}

// adopt imports a policy and reads it.
func (s *session) adopt(id string) instance {
	s.t.Helper()
	got, err := s.server.ImportResourceState(s.ctx, &tfprotov6.ImportResourceStateRequest{TypeName: policyType, ID: id})
	s.must(err)
	s.diagnosed(got.Diagnostics)
	if s.failed || len(got.ImportedResources) == 0 {
		return instance{}
	}
	imported := got.ImportedResources[0]
	s.kept(imported.State, imported.Private)
	return s.refresh(instance{state: imported.State, private: imported.Private})
}

// look reads a data source.
func (s *session) look(name string, config values) {
	s.t.Helper()
	kind := s.schemas.DataSourceSchemas[name].ValueType()
	read, err := s.server.ReadDataSource(s.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: s.dynamic(kind, config)})
	s.must(err)
	s.diagnosed(read.Diagnostics)
	if read.State == nil {
		return
	}
	if config["include_download_urls"] == true {
		s.links.Write(read.State.MsgPack)
		return
	}
	s.kept(read.State, nil)
}

// clean fails the test where a secret is in anything that the provider said.
func (s *session) clean(book *secretBook) {
	s.t.Helper()
	if s.log.String() == "" {
		s.t.Error("nothing was logged")
	}
	for name, text := range map[string]string{"the log": s.log.String(), "diagnostics, plans and states": s.told.String()} {
		for _, found := range book.leaks(text) {
			s.t.Errorf("%s: %s", name, found)
		}
	}
	for _, found := range book.leaks(s.links.String(), nameOfLinks) {
		s.t.Errorf("states with links: %s", found)
	}
}

// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Query is a list block of policies.
type Query struct {
	Config Attributes
	Limit  int64
	// WithResources asks for the whole policies, as generated configuration needs them.
	WithResources bool
}

// Listed is one event of a list: a policy, or diagnostics alone.
type Listed struct {
	Result
	Name string
}

// Stream runs a list and passes on each event as it comes, until the caller has enough.
func (s *Session) Stream(q Query, next func(Listed) bool) {
	s.t.Helper()
	stream, err := s.listServer().ListResource(s.ctx, &tfprotov6.ListResourceRequest{
		TypeName: PolicyType, Config: s.listConfig(q.Config), Limit: q.Limit, IncludeResource: q.WithResources,
	})
	s.must(err)
	for result := range stream.Results {
		one := Listed{Name: result.DisplayName}
		one.Identity, one.Said = result.Identity, diagnosticsOf(result.Diagnostics)
		if result.Resource != nil {
			one.Object = s.value(policyKind(), result.Resource)
		}
		if !next(one) {
			return
		}
	}
}

// List runs a list to its end. What was said beside policies is returned apart.
func (s *Session) List(q Query) (found []Listed, said Diagnostics) {
	s.t.Helper()
	s.Stream(q, func(one Listed) bool {
		said = append(said, one.Said...)
		if one.Identity != nil {
			found = append(found, one)
		}
		return true
	})
	return found, said
}

// ValidateList returns what the provider says about a list block.
func (s *Session) ValidateList(config Attributes) Diagnostics {
	s.t.Helper()
	response, err := s.listServer().ValidateListResourceConfig(s.ctx,
		&tfprotov6.ValidateListResourceConfigRequest{TypeName: PolicyType, Config: s.listConfig(config)})
	s.must(err)
	return diagnosticsOf(response.Diagnostics)
}

func (s *Session) listServer() tfprotov6.ListResourceServer {
	s.t.Helper()
	server, ok := s.Server.(tfprotov6.ListResourceServer)
	if !ok {
		s.t.Fatal("the provider has no list resources")
	}
	return server
}

// listConfig is the list block. Value takes a list that is left out for an empty block, and regions is an attribute.
func (s *Session) listConfig(config Attributes) *tfprotov6.DynamicValue {
	s.t.Helper()
	whole, _ := schemas()
	block := Attributes{"regions": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, nil)}
	maps.Copy(block, config)
	return s.dynamic(whole.ListResourceSchemas[PolicyType].ValueType(), block)
}

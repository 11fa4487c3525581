// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/policy"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// query is a list block.
type query struct {
	config  attributes
	limit   int64
	include bool
}

// event is what a list says at a time: a policy, or diagnostics alone.
type event struct {
	answer
	name string
}

// newListWalk is newWalk without a socket.
func newListWalk(t *testing.T, s *emulator.Server, arguments attributes, opts ...provider.Option) *walk {
	t.Helper()
	return newWalk(t, s, arguments, append([]provider.Option{testkit.InMemory(s)}, opts...)...)
}

// stream runs a list and passes on each event as it comes, until the caller has enough of them.
func (w *walk) stream(q query, next func(event) bool) {
	w.t.Helper()
	stream, err := w.server.(tfprotov6.ListResourceServer).ListResource(w.ctx, &tfprotov6.ListResourceRequest{
		TypeName: policy.TypeName, Config: w.listConfig(q.config), Limit: q.limit, IncludeResource: q.include,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for result := range stream.Results {
		one := event{name: result.DisplayName, answer: answer{identity: result.Identity, texts: texts(result.Diagnostics)}}
		if result.Resource != nil {
			one.object = w.value(w.resource, result.Resource)
		}
		if !next(one) {
			return
		}
	}
}

// listConfig is the block config. acctest takes a list that is left out for an empty block, and regions is none.
func (w *walk) listConfig(config attributes) *tfprotov6.DynamicValue {
	w.t.Helper()
	schemas, err := w.server.GetProviderSchema(w.ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		w.t.Fatal(err)
	}
	whole := attributes{"regions": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, nil)}
	maps.Copy(whole, config)
	return w.dynamic(schemas.ListResourceSchemas[policy.TypeName].ValueType(), whole)
}

// list runs a list to its end. What it said beside policies is in texts.
func (w *walk) list(q query) (found []event, said []string) {
	w.t.Helper()
	w.stream(q, func(one event) bool {
		said = append(said, one.texts...)
		if one.identity != nil {
			found = append(found, one)
		}
		return true
	})
	return found, said
}

// mustList is list that allows no diagnostic.
func (w *walk) mustList(q query) []event {
	w.t.Helper()
	found, said := w.list(q)
	if len(said) > 0 {
		w.t.Fatal(strings.Join(said, "\n"))
	}
	return found
}

// id is the import id that the identity of an event stands for.
func (w *walk) id(one event) string {
	w.t.Helper()
	return fmt.Sprintf("%v:%v", w.identityOf(one.answer, "region"), w.identityOf(one.answer, "instance_id"))
}

// ids are those of all events, in their order, with a space between.
func (w *walk) ids(found []event) string {
	w.t.Helper()
	var ids []string
	for _, one := range found {
		ids = append(ids, w.id(one))
	}
	return strings.Join(ids, " ")
}

// protectedFleet has n protected instances in each region.
func protectedFleet(n int, regions ...string) fleet.Seed {
	seed := fleet.Seed{}
	for _, region := range regions {
		for i := range n {
			seed.Instances = append(seed.Instances, fleet.Instance{
				ID: fmt.Sprintf("pgm-%s-%04d", region, i), Region: region, Description: fmt.Sprintf("member %d of %s", i, region),
				Engine: "PostgreSQL", EngineVersion: "16.0", Category: "HighAvailability", StorageType: "cloud_essd", Class: "pg.n4.2c.2m",
				Policy: &fleet.Policy{Enabled: true, LogEnabled: i%2 == 0, DestinationRegion: "cn-beijing", RetentionDays: 30 + i%10},
			})
		}
	}
	return seed
}

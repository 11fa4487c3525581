// SPDX-License-Identifier: MPL-2.0

package bench

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const policyType = "apsaradb_rds_cross_region_backup_policy"

// parallelism is how many resources Terraform works on together.
const parallelism = 10

// BenchmarkWalk makes the calls of a plan in which nothing changes at the protocol's level: without Terraform, its
// messages and the network, with an emulator in the same process. It is the one to take profiles of, with -cpuprofile
// and -memprofile.
func BenchmarkWalk(b *testing.B) {
	for _, policies := range []int{100, 1_000, 5_000} {
		b.Run(fmt.Sprint(policies), func(b *testing.B) {
			s := emulator.StartInMemory(b, emulator.WithSeed(seed(inRegion(policies), 0)))
			prior := imported(b, s, policies)
			s.ResetCalls()
			b.ReportAllocs()
			plans := 0
			for b.Loop() {
				newWalk(b, s).planAll(b, prior)
				plans++
			}
			b.ReportMetric(float64(len(s.Calls()))/float64(plans), "calls")
		})
	}
}

// walk is a provider that was configured for one walk.
type walk struct {
	server tfprotov6.ProviderServer
	kind   tftypes.Type
}

func newWalk(b *testing.B, s *emulator.Server) walk {
	b.Helper()
	server, err := testkit.Factories(s, testkit.InMemory(s))[provider.TypeName]()
	must(b, err)
	schemas, err := server.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{})
	must(b, err)
	block := dynamic(b, schemas.Provider.ValueType(), testkit.Attributes{
		"region": testkit.Region, "access_key": testkit.AccessKey, "secret_key": testkit.SecretKey,
		"endpoints": []testkit.Attributes{{"rds": s.URL(), "sts": s.URL(), "ram": s.URL()}},
	})
	configured, err := server.ConfigureProvider(b.Context(),
		&tfprotov6.ConfigureProviderRequest{TerraformVersion: "1.12.0", Config: block})
	must(b, err)
	silent(b, configured.Diagnostics)
	return walk{server: server, kind: schemas.ResourceSchemas[policyType].ValueType()}
}

// stored is a policy in a state.
type stored struct {
	config, state *tfprotov6.DynamicValue
	private       []byte
	identity      *tfprotov6.ResourceIdentityData
}

// imported returns the policies as an import leaves them in a state.
func imported(b *testing.B, s *emulator.Server, policies int) []stored {
	b.Helper()
	w := newWalk(b, s)
	all := make([]stored, policies)
	each(policies, func(n int) {
		got, err := w.server.ImportResourceState(b.Context(),
			&tfprotov6.ImportResourceStateRequest{TypeName: policyType, ID: testkit.Region + ":" + instanceID(n)})
		must(b, err)
		silent(b, got.Diagnostics)
		found := got.ImportedResources[0]
		read, err := w.server.ReadResource(b.Context(), &tfprotov6.ReadResourceRequest{
			TypeName: policyType, CurrentState: found.State, Private: found.Private, CurrentIdentity: found.Identity,
		})
		must(b, err)
		silent(b, read.Diagnostics)
		all[n] = stored{
			state:    read.NewState,
			private:  read.Private,
			identity: read.NewIdentity,
			config: dynamic(b, w.kind, testkit.Attributes{
				"instance_id":        instanceID(n),
				"destination_region": "cn-shanghai",
				"retention_days":     retention,
				"log_backup_enabled": true,
			}),
		}
	})
	return all
}

// planAll reads and plans every policy, as Terraform does.
func (w walk) planAll(b *testing.B, prior []stored) {
	b.Helper()
	var changes atomic.Int64
	each(len(prior), func(n int) {
		changed, err := w.plan(b.Context(), prior[n])
		must(b, err)
		if changed {
			changes.Add(1)
		}
	})
	if changes.Load() > 0 {
		b.Fatalf("%d policies are to be changed, want none", changes.Load())
	}
}

func (w walk) plan(ctx context.Context, policy stored) (changed bool, err error) {
	if _, err = w.server.ValidateResourceConfig(ctx,
		&tfprotov6.ValidateResourceConfigRequest{TypeName: policyType, Config: policy.config}); err != nil {
		return false, err
	}
	read, err := w.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: policyType, CurrentState: policy.state, Private: policy.private, CurrentIdentity: policy.identity,
	})
	if err != nil {
		return false, err
	}
	planned, err := w.server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: policyType, PriorState: read.NewState, ProposedNewState: read.NewState, Config: policy.config,
		PriorPrivate: read.Private, PriorIdentity: read.NewIdentity,
	})
	if err != nil {
		return false, err
	}
	if len(read.Diagnostics)+len(planned.Diagnostics) > 0 {
		return true, nil
	}
	before, err := policy.state.Unmarshal(w.kind)
	if err != nil {
		return false, err
	}
	after, err := planned.PlannedState.Unmarshal(w.kind)
	return !after.Equal(before), err
}

// each works on as many at once as Terraform does.
func each(count int, work func(n int)) {
	var group sync.WaitGroup
	free := make(chan struct{}, parallelism)
	for n := range count {
		free <- struct{}{}
		group.Go(func() {
			defer func() { <-free }()
			work(n)
		})
	}
	group.Wait()
}

func dynamic(b *testing.B, kind tftypes.Type, value testkit.Attributes) *tfprotov6.DynamicValue {
	b.Helper()
	whole, err := testkit.Value(kind, value)
	must(b, err)
	made, err := tfprotov6.NewDynamicValue(kind, whole)
	must(b, err)
	return &made
}

func silent(b *testing.B, said []*tfprotov6.Diagnostic) {
	b.Helper()
	for _, d := range said {
		b.Errorf("%s: %s", d.Summary, d.Detail)
	}
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Error(err)
	}
}

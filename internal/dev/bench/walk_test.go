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
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

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
			rounds := 0
			for b.Loop() {
				planAll(b, testkit.NewSession(b, s, nil, testkit.InMemory(s)).Server, prior)
				rounds++
			}
			b.ReportMetric(float64(len(s.Calls()))/float64(rounds), "calls")
		})
	}
}

// stored is a policy in a state.
type stored struct {
	kind          tftypes.Type
	config, state *tfprotov6.DynamicValue
	private       []byte
	identity      *tfprotov6.ResourceIdentityData
}

// imported returns the policies as an import leaves them in a state.
func imported(b *testing.B, s *emulator.Server, policies int) []stored {
	b.Helper()
	session := testkit.NewSession(b, s, nil, testkit.InMemory(s))
	all := make([]stored, policies)
	each(policies, func(n int) {
		read := session.Import(testkit.Region + ":" + instanceID(n))
		read.Said.RequireNone(b)
		all[n] = stored{
			kind:     read.Object.Type(),
			state:    dynamic(b, read.Object.Type(), read.Object),
			private:  read.Private,
			identity: read.Identity,
			config: dynamic(b, read.Object.Type(), testkit.Attributes{
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
func planAll(b *testing.B, server tfprotov6.ProviderServer, prior []stored) {
	b.Helper()
	var changes atomic.Int64
	each(len(prior), func(n int) {
		changed, err := plans(b.Context(), server, prior[n])
		must(b, err)
		if changed {
			changes.Add(1)
		}
	})
	if changes.Load() > 0 {
		b.Fatalf("%d policies are to be changed, want none", changes.Load())
	}
}

// plans reports whether a plan changes a policy.
func plans(ctx context.Context, server tfprotov6.ProviderServer, policy stored) (changed bool, err error) {
	if _, err = server.ValidateResourceConfig(ctx,
		&tfprotov6.ValidateResourceConfigRequest{TypeName: testkit.PolicyType, Config: policy.config}); err != nil {
		return false, err
	}
	read, err := server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: testkit.PolicyType, CurrentState: policy.state, Private: policy.private, CurrentIdentity: policy.identity,
	})
	if err != nil {
		return false, err
	}
	planned, err := server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: testkit.PolicyType, PriorState: read.NewState, ProposedNewState: read.NewState, Config: policy.config,
		PriorPrivate: read.Private, PriorIdentity: read.NewIdentity,
	})
	if err != nil {
		return false, err
	}
	if len(read.Diagnostics)+len(planned.Diagnostics) > 0 {
		return true, nil
	}
	before, err := policy.state.Unmarshal(policy.kind)
	if err != nil {
		return false, err
	}
	after, err := planned.PlannedState.Unmarshal(policy.kind)
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

func dynamic(b *testing.B, kind tftypes.Type, value any) *tfprotov6.DynamicValue {
	b.Helper()
	whole, err := testkit.Value(kind, value)
	must(b, err)
	made, err := tfprotov6.NewDynamicValue(kind, whole)
	must(b, err)
	return &made
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Error(err)
	}
}

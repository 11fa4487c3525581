// SPDX-License-Identifier: MPL-2.0

package coverage_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/coverage"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const (
	listInstances = "DescribeDBInstances"
	listPolicies  = "DescribeCrossRegionBackupDBInstance"
	getPolicy     = "DescribeInstanceCrossBackupPolicy"
	listSets      = "DescribeCrossRegionBackups"
)

// answer is what a user reads.
type answer struct {
	instances map[string]instance // by instance id
	order     []string            // ids as listed, with the region
	whole     map[string]any
}

type instance map[string]any

// codes are the reasons, with a space between.
func (i instance) codes() string {
	var codes []string
	for _, reason := range i["reasons"].([]any) {
		codes = append(codes, reason.(map[string]any)["code"].(string))
	}
	return strings.Join(codes, " ")
}

// brief is the state, whether eligible, and the reasons.
func (i instance) brief() string {
	text := i["state"].(string)
	if !i["eligible"].(bool) {
		text += " ineligible"
	}
	return strings.TrimSpace(text + " " + i.codes())
}

func (a answer) counts() string {
	var texts []string
	for _, name := range []string{"total", "protected", "unprotected", "eligible_unprotected", "released"} {
		texts = append(texts, fmt.Sprint(a.whole[name+"_count"]))
	}
	return strings.Join(texts, " ")
}

// ask reads the data source in process, without a Terraform.
func ask(t testing.TB, s *emulator.Server, config testkit.Attributes, opts ...provider.Option) (answer, []*tfprotov6.Diagnostic) {
	t.Helper()
	return askWith(t, s, nil, config, opts...)
}

// askWith is ask with further arguments in the provider block.
func askWith(t testing.TB, s *emulator.Server, block, config testkit.Attributes, opts ...provider.Option) (answer, []*tfprotov6.Diagnostic) {
	t.Helper()
	whole := testkit.Attributes{"access_key": testkit.AccessKey, "secret_key": testkit.SecretKey}
	for name, value := range block {
		whole[name] = value
	}
	opts = append([]provider.Option{testkit.InMemory(s)}, opts...)
	walk, found := testkit.NewWalk(t.Context(), t, s, whole, opts...)
	if len(found) > 0 {
		t.Fatalf("provider block: %s", texts(found))
	}
	state, found := walk.Read(t.Context(), coverage.TypeName, config)
	if state.IsNull() {
		return answer{}, found
	}
	return newAnswer(t, state), found
}

// mustAsk is ask that allows no diagnostic.
func mustAsk(t testing.TB, s *emulator.Server, config testkit.Attributes, opts ...provider.Option) answer {
	t.Helper()
	got, found := ask(t, s, config, opts...)
	if len(found) > 0 {
		t.Fatalf("diagnostics: %s", texts(found))
	}
	return got
}

func newAnswer(t testing.TB, state tftypes.Value) answer {
	t.Helper()
	whole := plain(t, state).(map[string]any)
	got := answer{instances: map[string]instance{}, whole: whole}
	for _, one := range whole["instances"].([]any) {
		row := instance(one.(map[string]any))
		got.instances[row["instance_id"].(string)] = row
		got.order = append(got.order, row["id"].(string))
	}
	return got
}

// plain turns a value of the protocol into Go's own types.
func plain(t testing.TB, value tftypes.Value) any {
	t.Helper()
	if value.IsNull() {
		return nil
	}
	as := func(target any) {
		if err := value.As(target); err != nil {
			t.Fatal(err)
		}
	}
	switch kind := value.Type(); {
	case kind.Is(tftypes.String):
		var text string
		as(&text)
		return text
	case kind.Is(tftypes.Bool):
		var truth bool
		as(&truth)
		return truth
	case kind.Is(tftypes.Number):
		var number big.Float
		as(&number)
		whole, _ := number.Int64()
		return whole
	case kind.Is(tftypes.Object{}), kind.Is(tftypes.Map{}):
		var members map[string]tftypes.Value
		as(&members)
		object := map[string]any{}
		for name, member := range members {
			object[name] = plain(t, member)
		}
		return object
	default:
		var members []tftypes.Value
		as(&members)
		list := []any{}
		for _, member := range members {
			list = append(list, plain(t, member))
		}
		return list
	}
}

func texts(found []*tfprotov6.Diagnostic) string {
	var all []string
	for _, d := range found {
		at := ""
		if d.Attribute != nil {
			at = d.Attribute.String() + " "
		}
		all = append(all, fmt.Sprintf("%s %s%s: %s", d.Severity, at, d.Summary, d.Detail))
	}
	return strings.Join(all, "\n")
}

// refused expects one error that says all parts, and no answer.
func refused(t *testing.T, s *emulator.Server, config testkit.Attributes, opts []provider.Option, parts ...string) {
	t.Helper()
	got, found := ask(t, s, config, opts...)
	if len(found) != 1 || found[0].Severity != tfprotov6.DiagnosticSeverityError || len(got.order) > 0 {
		t.Fatalf("got %d instances, want one error:\n%s", len(got.order), texts(found))
	}
	for _, part := range append(parts, "Cannot read the coverage of cross-region backup") {
		if !strings.Contains(texts(found), part) {
			t.Errorf("lacks %q:\n%s", part, texts(found))
		}
	}
}

// member is an eligible PostgreSQL instance of a large fleet.
func member(region, id string, protected bool) fleet.Instance {
	in := fleet.Instance{
		ID: id, Region: region, Engine: "PostgreSQL", EngineVersion: "16.0", Category: "HighAvailability", StorageType: "cloud_essd", Class: "pg.n4.2c.2m",
		Description: "member " + id,
	}
	if protected {
		in.Policy = &fleet.Policy{Enabled: true, LogEnabled: true, DestinationRegion: "cn-beijing", RetentionDays: 30}
	}
	return in
}

// fleetOf has n instances, spread evenly over the regions; every second one is protected.
func fleetOf(n int, regions ...string) fleet.Seed {
	seed := fleet.Seed{}
	for i := range n {
		region := regions[i%len(regions)]
		seed.Instances = append(seed.Instances, member(region, fmt.Sprintf("pgm-%05d", i), (i/len(regions))%2 == 0))
	}
	return seed
}

// tags is a map of text for a configuration.
func tags(pairs ...string) map[string]tftypes.Value {
	all := map[string]tftypes.Value{}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = tftypes.NewValue(tftypes.String, pairs[i+1])
	}
	return all
}

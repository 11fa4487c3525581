// SPDX-License-Identifier: MPL-2.0

package coverage_test

import (
	"fmt"
	"strings"
	"testing"

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
func ask(
	t testing.TB, s *emulator.Server, config testkit.Attributes, opts ...provider.Option,
) (answer, testkit.Diagnostics) {
	t.Helper()
	return askWith(t, s, nil, config, opts...)
}

// askWith is ask with further arguments in the provider block.
func askWith(
	t testing.TB, s *emulator.Server, block, config testkit.Attributes, opts ...provider.Option,
) (answer, testkit.Diagnostics) {
	t.Helper()
	session := testkit.NewSession(t, s, block, append([]provider.Option{testkit.InMemory(s)}, opts...)...)
	got := session.Data(coverage.TypeName, config)
	if !got.Exists() {
		return answer{}, got.Said
	}
	return newAnswer(got), got.Said
}

// mustAsk is ask that allows no diagnostic.
func mustAsk(t testing.TB, s *emulator.Server, config testkit.Attributes, opts ...provider.Option) answer {
	t.Helper()
	got, found := ask(t, s, config, opts...)
	if len(found) > 0 {
		t.Fatalf("diagnostics: %s", found)
	}
	return got
}

func newAnswer(read testkit.Result) answer {
	got := answer{instances: map[string]instance{}, whole: read.Map()}
	for _, one := range got.whole["instances"].([]any) {
		row := instance(one.(map[string]any))
		got.instances[row["instance_id"].(string)] = row
		got.order = append(got.order, row["id"].(string))
	}
	return got
}

// refused expects one error that says all parts, and no answer.
func refused(t *testing.T, s *emulator.Server, config testkit.Attributes, opts []provider.Option, parts ...string) {
	t.Helper()
	got, found := ask(t, s, config, opts...)
	if len(found) != 1 || !found.Failed() || len(got.order) > 0 {
		t.Fatalf("got %d instances, want one error:\n%s", len(got.order), found)
	}
	for _, part := range append(parts, "Cannot read the coverage of cross-region backup") {
		found.Require(t, part)
	}
}

// member is an eligible PostgreSQL instance of a large fleet.
func member(region, id string, protected bool) fleet.Instance {
	in := fleet.Instance{
		ID:            id,
		Region:        region,
		Engine:        "PostgreSQL",
		EngineVersion: "16.0",
		Category:      "HighAvailability",
		StorageType:   "cloud_essd",
		Class:         "pg.n4.2c.2m",
		Description:   "member " + id,
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
func tags(pairs ...string) map[string]string {
	all := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return all
}

// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/live/subject"
)

// The cases say only what the API can show, so that they are true of an emulator and of the cloud.

const (
	typeName = "apsaradb_rds_cross_region_backup_policy"
	address  = typeName + ".case"
)

// block is the resource with the settings of a change; further arguments come last.
func (p *place) block(c change, arguments ...string) string {
	settings := []string{
		fmt.Sprintf("instance_id = %q", p.InstanceID), fmt.Sprintf("destination_region = %q", c.destination), fmt.Sprintf("retention_days = %d", c.retention),
		fmt.Sprintf("log_backup_enabled = %t", c.logs), fmt.Sprintf("enabled = %t", c.enabled),
	}
	return fmt.Sprintf("resource %q \"case\" {\n  %s\n}\n", typeName, strings.Join(append(settings, arguments...), "\n  "))
}

// holds checks that the API shows the settings of a change; what it leaves out while off counts as shown.
func (p *place) holds(c change) resource.TestCheckFunc {
	return func(*terraform.State) error {
		got, err := p.policy()
		if err != nil {
			return err
		}
		same := got.Enabled == c.enabled && got.LogBackupEnabled == c.logs
		if c.enabled || got.RetentionDays != 0 {
			same = same && got.DestinationRegion == c.destination && got.RetentionDays == c.retention
		}
		if !same {
			return fmt.Errorf("after %q the API shows %s", c.name, subject.PolicyText(got))
		}
		return nil
	}
}

// state checks the settings of a change in the state.
func (p *place) state(c change) []statecheck.StateCheck {
	expect := func(name string, value knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(address, tfjsonpath.New(name), value)
	}
	return []statecheck.StateCheck{
		expect("id", knownvalue.StringExact(p.Region+":"+p.InstanceID)),
		expect("engine", knownvalue.StringExact(p.found.Instance.Engine)),
		expect("enabled", knownvalue.Bool(c.enabled)),
		expect("log_backup_enabled", knownvalue.Bool(c.logs)),
		expect("destination_region", knownvalue.StringExact(c.destination)),
		expect("retention_days", knownvalue.Int64Exact(c.retention)),
	}
}

// TestLifeCycle makes the changes that the program announces, one by one, and nothing else. Every step is followed by a plan that has to be empty.
func TestLifeCycle(t *testing.T) { //nolint:paralleltest // newPlace decides: cases on the cloud share one instance.
	p := newPlace(t, true)
	list := changes(p.Destinations, p.Retention)
	declared, destroyed := list[:len(list)-1], list[len(list)-1]
	var steps []resource.TestStep
	for i, c := range declared {
		action := plancheck.ResourceActionUpdate
		if i == 0 {
			action = plancheck.ResourceActionCreate
		}
		steps = append(steps, resource.TestStep{
			Config:            p.config(p.block(c), p.dataBlocks()),
			ConfigPlanChecks:  resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}},
			ConfigStateChecks: p.state(c),
			Check:             p.holds(c),
		})
	}
	imported := resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateId: p.Region + ":" + p.InstanceID}
	last := declared[len(declared)-1]
	refused := resource.TestStep{
		Config: p.config(p.block(last, `deletion_policy = "PREVENT"`)),
		Check:  p.holds(last),
	}
	kept := last
	kept.enabled = false
	prevented := resource.TestStep{
		Config: p.config(p.block(kept, `deletion_policy = "PREVENT"`)), PlanOnly: true, ExpectError: says("PREVENT"),
	}
	freed := resource.TestStep{Config: p.config(p.block(last)), Check: p.holds(last)}
	steps = append(steps[:1:1], append([]resource.TestStep{imported}, append(steps[1:], refused, prevented, freed)...)...)
	p.run(t, p.holds(destroyed), steps...)
}

// dataBlocks are the data sources, read beside the resource.
func (p *place) dataBlocks() string {
	return fmt.Sprintf(`
data "apsaradb_rds_cross_region_backup_policy" "case" {
  instance_id = %[1]q
  depends_on  = [%[2]s]
}
`, p.InstanceID, address)
}

// TestReading changes nothing: it reads the instance by every data source, takes its policy over into a state that forgets it again, and is refused
// what cannot be.
func TestReading(t *testing.T) { //nolint:paralleltest // newPlace decides: cases on the cloud share one instance.
	p := newPlace(t, false)
	steps := append(p.refusals(), p.dataSources()) // The last configuration has to be one that can be destroyed.
	if p.found.Policy.Enabled {
		steps = append(steps, p.adoption())
	}
	before := p.found.Policy
	p.run(t, func(*terraform.State) error {
		after, err := p.policy()
		if err == nil && (after.Enabled != before.Enabled || after.LogBackupEnabled != before.LogBackupEnabled ||
			after.DestinationRegion != before.DestinationRegion || after.RetentionDays != before.RetentionDays) {
			return fmt.Errorf("the policy was %s and is %s", subject.PolicyText(before), subject.PolicyText(after))
		}
		if err != nil && before.Exists {
			return err
		}
		return nil
	}, steps...)
}

// dataSources reads policy, copies and destinations, and compares them with what the API says.
func (p *place) dataSources() resource.TestStep {
	body := fmt.Sprintf(`
data "apsaradb_rds_cross_region_backup_policy" "case" {
  instance_id = %[1]q
}
data "apsaradb_rds_cross_region_backup_sets" "case" {
  instance_id = %[1]q
  limit       = 1
}
data "apsaradb_rds_cross_region_backup_regions" "case" {}
`, p.InstanceID)
	expect := func(source, name string, value knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.apsaradb_rds_cross_region_"+source+".case", tfjsonpath.New(name), value)
	}
	var destinations []knownvalue.Check
	for _, region := range p.found.Destinations {
		destinations = append(destinations, knownvalue.StringExact(region))
	}
	return resource.TestStep{
		Config: p.config(body),
		ConfigStateChecks: []statecheck.StateCheck{
			expect("backup_policy", "enabled", knownvalue.Bool(p.found.Policy.Enabled)),
			expect("backup_policy", "engine", knownvalue.StringExact(p.found.Instance.Engine)),
			expect("backup_sets", "backup_sets", knownvalue.ListSizeExact(int(min(1, p.found.Copies)))),
			expect("backup_regions", "ids", knownvalue.ListExact(destinations)),
		},
	}
}

// refusals are plans that must fail, each with the sentence that says why.
func (p *place) refusals() []resource.TestStep {
	wanted := change{destination: p.Destinations[0], retention: p.Retention, enabled: true}
	refuse := func(text string, change func(*change), arguments ...string) resource.TestStep {
		c := wanted
		change(&c)
		return resource.TestStep{Config: p.config(p.block(c, arguments...)), PlanOnly: true, ExpectError: says(text)}
	}
	return []resource.TestStep{
		refuse(p.Region, func(c *change) { c.destination = p.Region }),
		refuse("cn-nowhere", func(c *change) { c.destination = "cn-nowhere" }),
		refuse("1825", func(c *change) { c.retention = 1826 }),
		refuse("log_backup_enabled", func(c *change) { c.logs, c.enabled = true, false }),
	}
}

// adoption imports a policy that is on and declares it as it is. Only deletion_policy changes, which is Terraform's own affair; the destroy forgets
// the policy.
func (p *place) adoption() resource.TestStep {
	on := p.found.Policy
	c := change{destination: on.DestinationRegion, retention: on.RetentionDays, logs: on.LogBackupEnabled, enabled: on.Enabled}
	imported := fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, p.Region+":"+p.InstanceID)
	return resource.TestStep{
		Config:            p.config(imported, p.block(c, `deletion_policy = "ABANDON"`)),
		ConfigStateChecks: p.state(c),
	}
}

// says matches text in a diagnostic, which the CLI wraps and frames.
func says(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(`(?s)Error.*` + strings.Join(words, `[\s│|]+`))
}

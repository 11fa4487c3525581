// SPDX-License-Identifier: MPL-2.0

package live

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/subject"
)

// The cases say only what the API can show, so that they are true of an emulator and of the cloud.

const (
	typeName = "apsaradb_rds_cross_region_backup_policy"
	address  = typeName + ".case"
)

// block is the resource with the settings of a change; further arguments come last.
func (p *place) block(c change, arguments ...string) string {
	settings := []string{
		fmt.Sprintf("instance_id = %q", p.InstanceID),
		fmt.Sprintf("destination_region = %q", c.destination),
		fmt.Sprintf("retention_days = %d", c.retention),
		fmt.Sprintf("log_backup_enabled = %t", c.logs),
		fmt.Sprintf("enabled = %t", c.enabled),
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

// TestLifeCycle makes the changes that the program announces, one by one, and nothing else. Every step is followed by a
// plan that has to be empty.
func TestLifeCycle(t *testing.T) { //nolint:paralleltest // newPlace decides: cases on the cloud share one instance.
	p := newPlace(t, true)
	list := changes(p.Destinations, p.Retention)
	declared, destroyed := list[:len(list)-1], list[len(list)-1]
	var steps []step
	for i, c := range declared {
		action := plancheck.ResourceActionUpdate
		if i == 0 {
			action = plancheck.ResourceActionCreate
		}
		steps = append(steps, step{
			c.String(),
			takesMinutes,
			resource.TestStep{
				Config: p.config(p.block(c), p.dataBlocks()),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)},
				},
				ConfigStateChecks: p.state(c),
				Check:             p.holds(c),
			},
		})
	}
	imported := step{"import it, and compare", takesSeconds, resource.TestStep{
		ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateId: p.Region + ":" + p.InstanceID,
	}}
	last := declared[len(declared)-1]
	kept := last
	kept.enabled = false
	const prevent = `deletion_policy = "PREVENT"`
	steps = append(
		slices.Insert(steps, 1, imported),
		step{
			"set " + prevent + ", which changes nothing on the cloud",
			takesSeconds,
			resource.TestStep{Config: p.config(p.block(last, prevent)), Check: p.holds(last)},
		},
		step{
			"plan to switch it off, which PREVENT refuses",
			takesSeconds,
			resource.TestStep{Config: p.config(p.block(kept, prevent)), PlanOnly: true, ExpectError: says("PREVENT")},
		},
		step{
			"take PREVENT away, which changes nothing on the cloud",
			takesSeconds,
			resource.TestStep{Config: p.config(p.block(last)), Check: p.holds(last)},
		},
		step{
			destroyed.String(),
			takesMinutes,
			resource.TestStep{Config: p.config(p.block(last)), Destroy: true, Check: p.holds(destroyed)},
		},
	)
	p.run(t, steps...)
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

// TestReading changes nothing: it reads the instance by every data source, takes its policy over into a state that
// forgets it again, and is refused what cannot be.
func TestReading(t *testing.T) { //nolint:paralleltest // newPlace decides: cases on the cloud share one instance.
	p := newPlace(t, false)
	steps := append(p.refusals(), p.dataSources()) // The last configuration has to be one that can be destroyed.
	if p.found.Policy.Enabled {
		steps = append(steps, p.adoption())
	}
	last := steps[len(steps)-1]
	p.run(
		t,
		append(
			steps,
			step{
				"forget what was read",
				takesSeconds,
				resource.TestStep{Config: last.Config, Destroy: true, Check: p.unchanged},
			},
		)...)
}

// unchanged checks that the policy is as it was found.
func (p *place) unchanged(*terraform.State) error {
	before := p.found.Policy
	after, err := p.policy()
	same := after.Enabled == before.Enabled && after.LogBackupEnabled == before.LogBackupEnabled &&
		after.DestinationRegion == before.DestinationRegion && after.RetentionDays == before.RetentionDays
	if err != nil && !before.Exists { // That is how some instances answer whose policy never was on.
		return nil
	}
	if err == nil && !same {
		err = fmt.Errorf("the policy was %s and is %s", subject.PolicyText(before), subject.PolicyText(after))
	}
	return err
}

// dataSources reads policy, copies, logs and destinations, and compares them with what the API says.
func (p *place) dataSources() step {
	body := fmt.Sprintf(`
data "apsaradb_rds_cross_region_backup_policy" "case" {
  instance_id = %[1]q
}
data "apsaradb_rds_cross_region_backup_sets" "case" {
  instance_id = %[1]q
  limit       = 1
}
data "apsaradb_rds_cross_region_log_backups" "case" {
  instance_id = %[1]q
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
	return step{"read policy, copies, logs and destinations", takesSeconds, resource.TestStep{
		Config: p.config(body),
		ConfigStateChecks: []statecheck.StateCheck{
			expect("backup_policy", "enabled", knownvalue.Bool(p.found.Policy.Enabled)),
			expect("backup_policy", "engine", knownvalue.StringExact(p.found.Instance.Engine)),
			expect("backup_sets", "backup_sets", knownvalue.ListSizeExact(int(min(1, p.found.Copies)))),
			expect("log_backups", "log_backups", knownvalue.Null()), // they were not asked for
			expect("backup_regions", "ids", knownvalue.ListExact(destinations)),
		},
	}}
}

// refusals are plans that must fail, each with the sentence that says why.
func (p *place) refusals() []step {
	wanted := change{destination: p.Destinations[0], retention: p.Retention, enabled: true}
	refuse := func(what, text string, change func(*change), arguments ...string) step {
		c := wanted
		change(&c)
		return step{
			"plan " + what + ", which is refused",
			takesSeconds,
			resource.TestStep{Config: p.config(p.block(c, arguments...)), PlanOnly: true, ExpectError: says(text)},
		}
	}
	return []step{
		refuse("copies into the instance's own region", p.Region, func(c *change) { c.destination = p.Region }),
		refuse("copies to a region that does not exist", "cn-nowhere", func(c *change) { c.destination = "cn-nowhere" }),
		refuse("a retention that is too long", "1825", func(c *change) { c.retention = 1826 }),
		refuse("log copies of a policy that is off", "log_backup_enabled",
			func(c *change) { c.logs, c.enabled = true, false }),
	}
}

// adoption imports a policy that is on and declares it as it is. Only deletion_policy changes, which is Terraform's own
// affair; the destroy forgets the policy.
func (p *place) adoption() step {
	on := p.found.Policy
	c := change{
		destination: on.DestinationRegion,
		retention:   on.RetentionDays,
		logs:        on.LogBackupEnabled,
		enabled:     on.Enabled,
	}
	imported := fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, p.Region+":"+p.InstanceID)
	return step{"import the policy that is on, and declare it as it is", takesSeconds, resource.TestStep{
		Config:            p.config(imported, p.block(c, `deletion_policy = "ABANDON"`)),
		ConfigStateChecks: p.state(c),
	}}
}

// says matches text in a diagnostic, which the CLI wraps and frames.
func says(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(`(?s)Error.*` + strings.Join(words, `[\s│|]+`))
}

// SPDX-License-Identifier: MPL-2.0

package regions_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/regions"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const (
	address = "data." + regions.TypeName + ".test"
	action  = "DescribeAvailableCrossRegion"
)

func block(arguments string) string {
	return "data \"" + regions.TypeName + "\" \"test\" {\n" + arguments + "\n}\n"
}

func expect(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

func row(id, name, area string, crossBorder bool) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{
		"id": knownvalue.StringExact(id), "name": knownvalue.StringExact(name), "area": knownvalue.StringExact(area),
		"cross_border": knownvalue.Bool(crossBorder),
	})
}

func TestDataSource_providersRegion(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithGuess("destinations", "short2020"))
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.Config(s, block("")),
		ConfigStateChecks: []statecheck.StateCheck{
			expect("region", knownvalue.Null()),
			expect("ids", knownvalue.ListExact([]knownvalue.Check{
				knownvalue.StringExact("cn-qingdao"), knownvalue.StringExact("cn-shanghai"), knownvalue.StringExact("cn-shenzhen"),
			})),
			expect("regions", knownvalue.ListExact([]knownvalue.Check{
				row("cn-qingdao", "China (Qingdao)", "MAINLAND", false), row("cn-shanghai", "China (Shanghai)", "MAINLAND", false),
				row("cn-shenzhen", "China (Shenzhen)", "MAINLAND", false),
			})),
		},
	})
	if calls := s.Calls(action); len(calls) == 0 || calls[0].Params.Get("RegionId") != "cn-hangzhou" {
		t.Errorf("calls %v", calls)
	}
}

func TestDataSource_ownRegion(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.Config(s, block(`region = "eu-central-1"`)),
		ConfigStateChecks: []statecheck.StateCheck{
			expect("region", knownvalue.StringExact("eu-central-1")),
			expect("ids", knownvalue.ListSizeExact(22)),
			statecheck.ExpectKnownValue(
				address,
				tfjsonpath.New("regions").AtSliceIndex(0),
				row("ap-northeast-1", "Japan (Tokyo)", "OVERSEAS", false),
			),
			statecheck.ExpectKnownValue(
				address,
				tfjsonpath.New("regions").AtSliceIndex(12),
				row("cn-hongkong", "China (Hong Kong)", "HONG_KONG", true),
			),
		},
	})
}

// The cloud's list decides, also where it is ahead of the product page.
func TestDataSource_regionNotInTheTable(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	body := `{"RequestId":"39265F46-EC77-4036-8AC4-F035F32F6BE2","Regions":{"Region":["me-east-1","cn-beijing"]}}`
	s.AddFault(emulator.Fault{Action: action, Body: &body, ContentType: "application/json;charset=utf-8"})
	null := knownvalue.Null()
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.Config(s, block("")),
		ConfigStateChecks: []statecheck.StateCheck{
			expect("regions", knownvalue.ListExact([]knownvalue.Check{
				row("cn-beijing", "China (Beijing)", "MAINLAND", false),
				knownvalue.ObjectExact(map[string]knownvalue.Check{
					"id": knownvalue.StringExact("me-east-1"), "name": null, "area": null, "cross_border": null,
				}),
			})),
		},
	})
}

func TestDataSource_errors(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.AddFault(emulator.Fault{Action: action, Code: "Forbidden.RAM", Status: 403})
	testkit.Run(t, s,
		resource.TestStep{
			Config:      testkit.Config(s, block("")),
			ExpectError: regexp.MustCompile(`Cannot\s+list\s+destination\s+regions[\s\S]*Forbidden\.RAM`),
		},
		resource.TestStep{
			Config:      testkit.ConfigWith(s, "region = null", block("")),
			ExpectError: regexp.MustCompile(`Region\s+is\s+missing`),
		},
		resource.TestStep{
			Config:      testkit.Config(s, block(`region = "hangzhou"`)),
			ExpectError: regexp.MustCompile(`Region\s+id\s+is\s+not\s+well\s+formed`),
		},
	)
}

// The words do not send the reader to this very data source, as those about a refused write do.
func TestDataSource_sourceWithoutTheFeature(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.Config(s, block(`region = "me-east-1"`)),
		ExpectError: regexp.MustCompile(
			`source\s+region\s+me-east-1\.[\s\S]*CrossBackupNotSupport[\s\S]*Check\s+region\.\s+If\s+it\s+is\s+right,`,
		),
	})
}

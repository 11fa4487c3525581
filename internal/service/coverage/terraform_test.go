// SPDX-License-Identifier: MPL-2.0

package coverage_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/coverage"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const address = "data." + coverage.TypeName + ".test"

func block(arguments string) string {
	return fmt.Sprintf("data %q \"test\" {\n  %s\n}\n", coverage.TypeName, arguments)
}

// capture keeps one attribute of the state.
type capture struct{ text *string }

func (c capture) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	for _, one := range req.State.Values.RootModule.Resources {
		if one.Address == address {
			*c.text, _ = one.AttributeValues["import_config"].(string)
			return
		}
	}
	resp.Error = errors.New("the data source is not in the state")
}

// importsOnly expects a plan that takes over so many policies and changes nothing.
type importsOnly int

func (n importsOnly) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	imported := 0
	for _, change := range req.Plan.ResourceChanges {
		if change.Mode != "managed" {
			continue
		}
		if change.Change.Importing == nil || !change.Change.Actions.NoOp() {
			resp.Error = errors.Join(
				resp.Error,
				fmt.Errorf("%s: %v, importing %v", change.Address, change.Change.Actions, change.Change.Importing),
			)
		}
		imported++
	}
	if imported != int(n) {
		resp.Error = errors.Join(resp.Error, fmt.Errorf("%d imports, want %d", imported, n))
	}
}

// TestImportConfig_plansClean writes the text to a file as it is. It has to be formatted, import everything, and change
// nothing: neither in the plan that imports nor in the one after it.
func TestImportConfig_plansClean(t *testing.T) {
	t.Parallel()
	seed := fleetOf(10, "cn-hangzhou", "cn-shanghai")
	digit := member("cn-hangzhou", "1-odd-name", true)
	digit.Policy.LogEnabled, digit.Policy.RetentionDays = false, 1825
	off := member("cn-hangzhou", "pgm-off", true)
	off.Policy.Enabled, off.Policy.LogEnabled, off.Policy.EverEnabled = false, false, true
	gone := member("cn-hangzhou", "pgm-gone", true)
	gone.Released, gone.History = true, 3
	seed.Instances = append(seed.Instances, digit, off, gone)
	s := emulator.Start(t, emulator.WithSeed(seed))
	var text string
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.Config(
			s,
			block(`regions = ["cn-hangzhou", "cn-shanghai"]`+"\nexclude_instance_ids = [\"pgm-00000\"]"),
		),
		ConfigStateChecks: []statecheck.StateCheck{capture{&text}},
	})
	if strings.Count(text, "import {") != 6 || strings.Contains(text, "pgm-00000") || strings.Contains(text, "pgm-off") ||
		strings.Contains(text, "pgm-gone") {
		t.Fatalf("import_config is\n%s", text)
	}
	format := exec.CommandContext(t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), "fmt", "-check", "-diff", "-")
	format.Stdin = strings.NewReader(text)
	if output, err := format.CombinedOutput(); err != nil {
		t.Errorf("import_config is not formatted: %v\n%s", err, output)
	}
	s.ResetCalls()
	testkit.Run(t, s, resource.TestStep{
		Config: testkit.Config(s, text),
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply:             []plancheck.PlanCheck{importsOnly(6)},
			PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		},
	}, resource.TestStep{
		Config: testkit.Config(s, text), // the writes so far are seen before the test destroys everything
		PostApplyFunc: func() {
			if writes := s.Calls("ModifyInstanceCrossBackupPolicy"); len(writes) > 0 {
				t.Errorf("%d writes", len(writes))
			}
		},
	})
}

// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const abroad = "pgm-abroad"

// oneHost is a cloud with a protected instance in us-east-1. The host of cn-hangzhou, the provider's region, answers
// about it too, or does not find it.
func oneHost(t *testing.T, answers string, more ...emulator.Option) *emulator.Server {
	t.Helper()
	s := emulator.Start(t, append(more, emulator.WithGuess("other-region", answers))...)
	in := fleet.PostgreSQL("us-east-1", abroad)
	in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "us-west-1", RetentionDays: 30}
	must(t, s.Fleet().AddInstance(in))
	return s
}

// inWrongRegion is the state that an older version wrote of it.
func inWrongRegion(t *testing.T, s *emulator.Server, opts ...provider.Option) result {
	t.Helper()
	state := testkit.NewSession(t, s, nil, opts...).Import("us-east-1:" + abroad)
	state.Said.RequireNone(t)
	return state.With(t, attributes{"region": "cn-hangzhou", "id": "cn-hangzhou:" + abroad})
}

// Each way to ask in the wrong region is an error that names the right one, or finds nothing; none is a state.
func TestRegion_wrongOneIsNeverAState(t *testing.T) {
	t.Parallel()
	const elsewhere = "in us-east-1"
	alone := attributes{"instance_id": abroad}
	on := settings(abroad, "us-west-1", 30)
	data := func(typeName string, config attributes) func(*testing.T, *emulator.Server) result {
		return func(t *testing.T, s *emulator.Server) result {
			return testkit.NewSession(t, s, nil).Data(typeName, config)
		}
	}
	for name, row := range map[string]struct {
		ask            func(*testing.T, *emulator.Server) result
		answered, none string // what is said where the host answers, and where it does not
	}{
		"import": {
			func(t *testing.T, s *emulator.Server) result {
				return testkit.NewSession(t, s, nil).Import("cn-hangzhou:" + abroad)
			},
			`Import it with the id "us-east-1:` + abroad + `", or with region = "us-east-1" in the identity.`,
			"Instance to import is not found",
		},
		"import of a bare id": {
			func(t *testing.T, s *emulator.Server) result { return testkit.NewSession(t, s, nil).Import(abroad) },
			`"us-east-1:` + abroad + `"`, "Instance to import is not found",
		},
		"import by identity": {
			func(t *testing.T, s *emulator.Server) result {
				return testkit.NewSession(t, s, nil).ImportIdentity(attributes{"instance_id": abroad, "region": "cn-hangzhou"})
			},
			`region = "us-east-1" in the identity`, "Instance to import is not found",
		},
		"policy data source": {data(testkit.PolicyType, alone), `Set region = "us-east-1"`, "is not found"},
		"backup sets": {
			data("apsaradb_rds_cross_region_backup_sets", alone), `Set region = "us-east-1"`, "is not found",
		},
		"create": {
			func(t *testing.T, s *emulator.Server) result { return testkit.NewSession(t, s, nil).Plan(result{}, on) },
			"Instance " + abroad + " is " + elsewhere + `, not in cn-hangzhou. Set region = "us-east-1".`, "is not found",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for answers, says := range map[string]string{"answered": row.answered, "notfound": row.none} {
				s := oneHost(t, answers)
				got := row.ask(t, s)
				if !got.Said.Failed() {
					t.Errorf("%s: no error, and %v", answers, got.Map())
				}
				got.Said.Require(t, "error", says)
				requireNoWriteTried(t, s)
			}
		})
	}
}

// Where the policy's answer names no region, the instance is asked before anything becomes a state.
func TestRegion_ofAnAnswerThatNamesNone(t *testing.T) {
	t.Parallel()
	on := settings(abroad, "us-west-1", 30)
	off := attributes{"plan_checks": "OFF"}
	for name, ask := range map[string]func(*testing.T, *emulator.Server) result{
		"import": func(t *testing.T, s *emulator.Server) result {
			return testkit.NewSession(t, s, nil).Import("cn-hangzhou:" + abroad)
		},
		"data source": func(t *testing.T, s *emulator.Server) result {
			return testkit.NewSession(t, s, nil).Data(testkit.PolicyType, attributes{"instance_id": abroad})
		},
		"adoption": func(t *testing.T, s *emulator.Server) result {
			planned := testkit.NewSession(t, s, off).Plan(result{}, on)
			return testkit.NewSession(t, s, off).Apply(result{}, on, planned)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := oneHost(t, "answered")
			s.AddFault(emulator.Fault{Action: getter, Set: map[string]string{"RegionId": ""}})
			got := ask(t, s)
			got.Said.Require(t, "error", "us-east-1")
			requireNoWriteTried(t, s)
		})
	}
}

// A create under plan_checks = OFF looks too, in the plan and before it writes, and so does one whose getter names no
// region: then the instance is asked. ignore_checks lets the plan pass, for the sake of other resources.
func TestRegion_noCreateInTheWrongOne(t *testing.T) {
	t.Parallel()
	unnamed := emulator.Fault{Action: getter, Set: map[string]string{"RegionId": ""}}
	ignored := attributes{"ignore_checks": []string{"INSTANCE_IN_OTHER_REGION"}}
	for name, row := range map[string]struct {
		block   attributes
		fault   *emulator.Fault
		planned string // how the plan ends
	}{
		"ENFORCE":                   {nil, nil, "error"},
		"WARN":                      {attributes{"plan_checks": "WARN"}, nil, "error"},
		"OFF":                       {attributes{"plan_checks": "OFF"}, nil, "error"},
		"ignored":                   {ignored, nil, ""},
		"no region named":           {nil, &unnamed, "error"},
		"no region named, WARN":     {attributes{"plan_checks": "WARN"}, &unnamed, "warning"},
		"no region named, OFF":      {attributes{"plan_checks": "OFF"}, &unnamed, ""},
		"no region named, ignored":  {ignored, &unnamed, ""},
		"DENY judges no wrong pair": {attributes{"cross_border": "DENY", "plan_checks": "OFF"}, nil, "error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := oneHost(t, "answered")
			never := fleet.PostgreSQL("us-east-1", "pgm-never")
			must(t, s.Fleet().AddInstance(never))
			if row.fault != nil {
				s.AddFault(*row.fault)
			}
			config := settings("pgm-never", "cn-shanghai", 30)
			planned := testkit.NewSession(t, s, row.block).Plan(result{}, config)
			severity := ""
			for _, text := range planned.Said.Texts() {
				if strings.Contains(text, "Instance pgm-never is in us-east-1, not in cn-hangzhou") {
					severity, _, _ = strings.Cut(text, " ")
				}
			}
			if severity != row.planned {
				t.Errorf("planned with %q, want %q: %s", severity, row.planned, planned.Said)
			}
			if planned.Said.Failed() {
				planned = testkit.NewSession(t, s, ignored).Plan(result{}, config)
			}
			applied := testkit.NewSession(t, s, row.block).Apply(result{}, config, planned)
			applied.Said.Require(t, "error", "us-east-1")
			if applied.Exists() {
				t.Errorf("there is a state: %v", applied.Map())
			}
			requireNoWriteTried(t, s)
		})
	}
}

// A state with a wrong region is read in the right one. The block has to say that region, and then nothing is written.
func TestRegion_ofTheStateIsRepaired(t *testing.T) {
	t.Parallel()
	at := func(region string) attributes { return settings(abroad, "us-west-1", 30, attributes{"region": region}) }
	for name, row := range map[string]struct {
		config attributes
		says   string
	}{
		"the right one":     {at("us-east-1"), ""},
		"none":              {settings(abroad, "us-west-1", 30), `Set region = "us-east-1" in this block`},
		"the wrong one":     {at("cn-hangzhou"), `is in us-east-1, not in cn-hangzhou. Set region = "us-east-1".`},
		"another wrong one": {at("cn-beijing"), `is in us-east-1, not in cn-beijing. Set region = "us-east-1".`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := oneHost(t, "answered")
			state := inWrongRegion(t, s)
			session := testkit.NewSession(t, s, nil)
			read := session.Read(state)
			read.Said.RequireNone(t)
			if id := read.Get(t, "id"); id != "us-east-1:"+abroad || read.Get(t, "region") != "us-east-1" {
				t.Errorf("read as %v", read.Map())
			}
			requireRepair(t, session, read, row.config, row.says)
			// The plan without a refresh sees the state as it is.
			if name != "none" && name != "the wrong one" {
				requireRepair(t, testkit.NewSession(t, s, nil), state, row.config, row.says)
			}
			requireNoWriteTried(t, s)
		})
	}
}

// requireRepair plans and applies, and fails unless the state has the right region then or the plan says so much.
func requireRepair(t *testing.T, session *testkit.Session, state result, config attributes, says string) {
	t.Helper()
	planned := session.Plan(state, config)
	if says != "" {
		planned.Said.Require(t, "error on region", says)
		return
	}
	planned.Said.RequireNone(t)
	applied := session.Apply(state, config, planned)
	applied.Said.RequireNone(t)
	if id := applied.Get(t, "id"); id != "us-east-1:"+abroad || applied.Get(t, "region") != "us-east-1" {
		t.Errorf("applied as %v", applied.Map())
	}
}

// A region that is not where the policy is stays refused: the state is right, or nobody knows.
func TestRegion_ofARightStateStays(t *testing.T) {
	t.Parallel()
	for name, answers := range map[string]string{"one host": "answered", "a host for each region": "notfound"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := oneHost(t, answers)
			state := testkit.NewSession(t, s, nil).Import("us-east-1:" + abroad)
			config := settings(abroad, "us-west-1", 30, attributes{"region": "cn-hangzhou"})
			planned := testkit.NewSession(t, s, nil).Plan(state, config)
			planned.Said.Require(t, "error on region", map[string]string{
				"answered": "is in us-east-1, not in cn-hangzhou", "notfound": "An instance cannot change its region",
			}[answers])
		})
	}
}

// Where the host of the old region does not find the instance, a refresh drops it there, and setting the region without
// a refresh repairs the state. Answers that name no region repair nothing.
func TestRegion_repairNeedsWitnesses(t *testing.T) {
	t.Parallel()
	config := settings(abroad, "us-west-1", 30, attributes{"region": "us-east-1"})
	plan := func(t *testing.T, s *emulator.Server) testkit.Diagnostics {
		t.Helper()
		return testkit.NewSession(t, s, nil).Plan(inWrongRegion(t, s), config).Said
	}
	t.Run("not found in the old region", func(t *testing.T) {
		t.Parallel()
		plan(t, oneHost(t, "notfound")).RequireNone(t)
	})
	t.Run("no answer names a region", func(t *testing.T) {
		t.Parallel()
		s := oneHost(t, "answered")
		s.AddFault(emulator.Fault{Set: map[string]string{"RegionId": ""}})
		plan(t, s).Require(t, "An instance cannot change its region")
	})
	t.Run("the instance alone names its region", func(t *testing.T) {
		t.Parallel()
		s := oneHost(t, "answered")
		s.AddFault(emulator.Fault{Action: getter, Set: map[string]string{"RegionId": ""}})
		plan(t, s).RequireNone(t)
	})
	t.Run("the old region does not answer", func(t *testing.T) {
		t.Parallel()
		s := oneHost(t, "answered")
		state := inWrongRegion(t, s)
		s.AddFault(emulator.Fault{Action: getter, Nth: 2, Code: "Forbidden.RAM", Status: 403})
		testkit.NewSession(t, s, nil).Plan(state, config).Said.Require(t, "error", "Forbidden.RAM")
	})
	t.Run("the settings differ from the state", func(t *testing.T) {
		t.Parallel()
		s := oneHost(t, "answered")
		state := inWrongRegion(t, s).With(t, attributes{"retention_days": 60})
		longer := settings(abroad, "us-west-1", 90, attributes{"region": "us-east-1"})
		planned := testkit.NewSession(t, s, nil).Plan(state, longer)
		planned.Said.Require(t, "error", "Plan again")
	})
}

// An answer about another region that the region itself does not confirm is an error, and so is one about another
// instance. The state stays as it is.
func TestRegion_oddAnswersKeepTheState(t *testing.T) {
	t.Parallel()
	for effect, says := range map[string]string{"other-region": "eu-central-1", "other-instance": "rm-other"} {
		t.Run(effect, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t)
			state := testkit.NewSession(t, s, nil).Import("pgm-console")
			s.AddFault(emulator.Fault{Effect: effect})
			read := testkit.NewSession(t, s, nil).Read(state)
			read.Said.Require(t, "error", says)
			if read.Get(t, "region") != "cn-hangzhou" {
				t.Errorf("read as %v", read.Map())
			}
		})
	}
}

// A list of another region is no list of the one that was asked.
func TestRegion_ofAListIsTheOneAsked(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.AddFault(emulator.Fault{Effect: "other-region", Action: policyList})
	found, said := testkit.NewSession(t, s, nil).List(testkit.Query{})
	if said.Require(t, "error", "region eu-central-1"); len(found) > 0 {
		t.Errorf("found %v", found)
	}
}

// A moved policy has no region. In the provider's region it is found elsewhere, and the block has to say where.
func TestRegion_ofAMovedPolicy(t *testing.T) {
	t.Parallel()
	s := oneHost(t, "answered")
	moved := testkit.Unconfigured(t, s).Move("registry.terraform.io/aliyun/alicloud", alicloudType,
		`{"instance_id":"`+abroad+`","cross_backup_region":"us-west-1","retention":30,"log_backup_enabled":"Disabled"}`)
	for name, row := range map[string]struct {
		refresh bool
		config  attributes
		says    string
	}{
		"no region":                   {true, settings(abroad, "us-west-1", 30), `Set region = "us-east-1"`},
		"no region, without refresh":  {false, settings(abroad, "us-west-1", 30), `Set region = "us-east-1"`},
		"the region":                  {true, settings(abroad, "us-west-1", 30, attributes{"region": "us-east-1"}), ""},
		"the region, without refresh": {false, settings(abroad, "us-west-1", 30, attributes{"region": "us-east-1"}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			session, state := testkit.NewSession(t, s, attributes{"cross_border": "DENY"}), moved
			if row.refresh {
				state = session.Read(moved)
			}
			requireRepair(t, session, state, row.config, row.says)
		})
	}
}

// Residency is judged from where the instance is: a destination in the mainland crosses a border from us-east-1.
func TestRegion_residencyJudgesFromTheRightOne(t *testing.T) {
	t.Parallel()
	s := oneHost(t, "answered")
	in := fleet.PostgreSQL("us-east-1", "pgm-crossing")
	in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
	must(t, s.Fleet().AddInstance(in))
	deny := attributes{"cross_border": "DENY", "plan_checks": "OFF"}
	state := testkit.NewSession(t, s, nil).Import("us-east-1:pgm-crossing").With(t, attributes{"region": "cn-hangzhou"})
	session := testkit.NewSession(t, s, deny)
	config := settings("pgm-crossing", "cn-shanghai", 30, attributes{"region": "us-east-1"})
	session.Plan(session.Read(state), config).Said.Require(t, "warning on destination_region", "us-east-1 and cn-shanghai")
	config["retention_days"] = 60
	session.Plan(session.Read(state), config).Said.Require(t, "error on destination_region", "us-east-1 and cn-shanghai")
}

// A destroy ends the policy where it is, once a refresh has found that.
func TestRegion_destroyGoesByTheRightOne(t *testing.T) {
	t.Parallel()
	inFakeTime(t, func(t *testing.T, s *emulator.Server) {
		in := fleet.PostgreSQL("us-east-1", abroad)
		in.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "us-west-1", RetentionDays: 30}
		must(t, s.Fleet().AddInstance(in))
		start := func() *testkit.Session { return testkit.NewSession(t, s, nil, testkit.FakeTime(s)...) }
		state := inWrongRegion(t, s, testkit.FakeTime(s)...)
		planned := start().Plan(state, nil)
		planned.Said.Require(t, "warning", "terraform apply -refresh-only")
		start().Apply(state, nil, planned).Said.Require(t, "error", "found it in us-east-1.")
		requireNoWriteTried(t, s)
		session := start()
		read := session.Read(state)
		applied := start().Apply(read, nil, session.Plan(read, nil))
		if applied.Said.Failed() || applied.Exists() {
			t.Errorf("destroyed to %v: %s", applied.Map(), applied.Said)
		}
		requirePolicy(t, s, abroad, false, false, "us-west-1", 30)
	}, emulator.WithGuess("other-region", "answered"))
}

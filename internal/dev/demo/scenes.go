// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"time"
)

// day is a day of the fleet's clock.
const day = 24 * time.Hour

// The parameters of the one writing action.
const (
	paramInstance    = "DBInstanceId"
	paramBackup      = "BackupEnabled"
	paramLog         = "LogBackupEnabled"
	paramDestination = "CrossBackupRegion"
	paramRetention   = "Retention"
)

func (s *story) scenes() []step {
	return []step{
		{"Enable", "The instance pgm-demo in Hangzhou has no cross-region backup. Copy its backups and logs to Shanghai, and keep them for 30 days.", s.enable},
		{"Plan again", "What was applied is what reads back, so there is nothing left to do.", s.planAgain},
		{"Change destination and retention", "Twenty days later, copies are to go to Beijing and to be kept for 14 days only. The plan warns of what is lost, and for how many sets.", s.change},
		{"Look at the backup sets", "Three days later: old copies stay in Shanghai until they expire, new ones are in Beijing.", s.list},
		{"Import", "Somebody has switched on the backup of pgm-console by hand, for 1825 days. Take it over as it is, without a write.", s.adopt},
		{"Refuse a serverless instance", "Mistakes are refused in the plan, before anything is sent. A serverless instance cannot have cross-region backup.", s.refuseServerless},
		{"Refuse an instance of another region", "The instance pgm-shanghai is in Shanghai, and the provider's region is Hangzhou.", s.refuseRegion},
		{"Refuse a retention of 6 days", "Copies are kept for at least 7 days. This needs no call at all.", s.refuseRetention},
		{"End protection and charges", "As the product page says: off, and retention 7, so that the last copy and the charges are gone within 7 days.", s.endCharges},
		{"End protection and keep the copies", "The default of deletion_policy is DISABLE: off, and every copy stays as long as it was promised.", s.keepCopies},
	}
}

func (s *story) enable(ctx context.Context) error {
	if err := s.files("demo.tf", enabled); err != nil {
		return err
	}
	s.screen.block("demo.tf", enabled)
	if _, err := s.hidden(ctx, want{}, "init"); err != nil {
		return err
	}
	if err := s.terraform(ctx, want{texts: []string{"1 to add, 0 to change, 0 to destroy"}}, "plan"); err != nil {
		return err
	}
	if err := s.sentNothing(ctx); err != nil {
		return err
	}
	output, err := s.hidden(ctx, want{texts: []string{"1 added, 0 changed, 0 destroyed"}}, "apply", "-auto-approve")
	s.screen.command("terraform apply -auto-approve", afterPlan(output))
	if err != nil {
		return err
	}
	return s.wrote(ctx, map[string]string{paramInstance: "pgm-demo", paramBackup: "1", paramLog: "1", paramDestination: "cn-shanghai", paramRetention: "30"})
}

func (s *story) planAgain(ctx context.Context) error {
	if err := s.terraform(ctx, want{texts: []string{"No changes."}}, "plan", "-detailed-exitcode"); err != nil {
		return err
	}
	return s.wrote(ctx)
}

func (s *story) change(ctx context.Context) error {
	if err := s.emulator.Advance(ctx, 20*day); err != nil {
		return err
	}
	if err := s.files("demo.tf", changed); err != nil {
		return err
	}
	texts := []string{"0 added, 1 changed, 0 destroyed", "Warning: New copies of pgm-demo will go to another region", "Warning: Copies of pgm-demo will be lost by shorter retention"}
	if err := s.terraform(ctx, want{texts: texts}, "apply", "-auto-approve"); err != nil {
		return err
	}
	return s.wrote(ctx, map[string]string{paramInstance: "pgm-demo", paramBackup: "1", paramLog: "1", paramDestination: "cn-beijing", paramRetention: "14"})
}

func (s *story) list(ctx context.Context) error {
	if err := s.emulator.Advance(ctx, 3*day); err != nil {
		return err
	}
	if err := s.files("sets.tf", listing); err != nil {
		return err
	}
	s.screen.block("sets.tf", listing)
	if _, err := s.hidden(ctx, want{}, "apply", "-auto-approve"); err != nil {
		return err
	}
	output, err := s.hidden(ctx, want{}, "output", "-json", "backup_sets")
	if err != nil {
		return err
	}
	table, err := setsTable(output, "cn-shanghai", "cn-beijing")
	if err != nil {
		return err
	}
	s.screen.block("terraform output backup_sets, as a table", table)
	if err := s.wrote(ctx); err != nil {
		return err
	}
	// The next scenes are not about outputs.
	if err := s.files("sets.tf", ""); err != nil {
		return err
	}
	_, err = s.hidden(ctx, want{}, "apply", "-auto-approve")
	return err
}

func (s *story) adopt(ctx context.Context) error {
	if err := s.files("console.tf", imported); err != nil {
		return err
	}
	s.screen.block("console.tf", imported)
	if err := s.terraform(ctx, want{texts: []string{"1 imported, 0 added, 0 changed, 0 destroyed"}}, "apply", "-auto-approve"); err != nil {
		return err
	}
	return s.wrote(ctx)
}

func (s *story) refuseServerless(ctx context.Context) error {
	return s.refuse(ctx, mistake("pgm-serverless", 30), "Error:", "erverless")
}

func (s *story) refuseRegion(ctx context.Context) error {
	return s.refuse(ctx, mistake("pgm-shanghai", 30), "Error:", "pgm-shanghai", "cn-hangzhou")
}

func (s *story) refuseRetention(ctx context.Context) error {
	return s.refuse(ctx, mistake("pgm-demo", 6), "Error:", "retention_days", "6", "7")
}

// refuse plans a mistake beside what is managed, and shows only what the plan says about it.
func (s *story) refuse(ctx context.Context, configuration string, texts ...string) error {
	if err := s.files("mistake.tf", configuration); err != nil {
		return err
	}
	s.screen.block("mistake.tf", configuration)
	output, err := s.hidden(ctx, want{code: 1, texts: texts}, "plan")
	s.screen.command("terraform plan", diagnostics(output))
	if err != nil {
		return err
	}
	if err := s.files("mistake.tf", ""); err != nil {
		return err
	}
	return s.wrote(ctx)
}

func (s *story) endCharges(ctx context.Context) error {
	if err := s.files("demo.tf", ending); err != nil {
		return err
	}
	s.screen.block("demo.tf, applied before the block is removed; that sends nothing", ending)
	if _, err := s.hidden(ctx, want{texts: []string{"0 added, 1 changed, 0 destroyed"}}, "apply", "-auto-approve"); err != nil {
		return err
	}
	if err := s.sentNothing(ctx); err != nil {
		return err
	}
	if err := s.files("demo.tf", ""); err != nil {
		return err
	}
	err := s.terraform(ctx, want{texts: []string{"0 added, 0 changed, 1 destroyed", "Warning: Destroying ends the cross-region backup of pgm-demo"}}, "apply", "-auto-approve")
	if err != nil {
		return err
	}
	if err := s.wrote(ctx, map[string]string{paramInstance: "pgm-demo", paramBackup: "0", paramLog: "0", paramRetention: "7"}); err != nil {
		return err
	}
	return s.left(ctx, "pgm-demo", 7)
}

func (s *story) keepCopies(ctx context.Context) error {
	err := s.terraform(ctx, want{texts: []string{"Destroy complete! Resources: 1 destroyed.", "Warning: Destroying ends the cross-region backup of pgm-console"}}, "destroy", "-auto-approve")
	if err != nil {
		return err
	}
	if err := s.wrote(ctx, map[string]string{paramInstance: "pgm-console", paramBackup: "0", paramLog: "0", paramRetention: "1825"}); err != nil {
		return err
	}
	return s.left(ctx, "pgm-console", 1825)
}

// sentNothing fails if a write was sent since the step began, and shows nothing.
func (s *story) sentNothing(ctx context.Context) error {
	calls, err := s.emulator.Calls(ctx)
	if err != nil {
		return err
	}
	for _, call := range calls {
		if !isRead(call.Action) {
			return fmt.Errorf("%s was sent; nothing must be", call.Action)
		}
	}
	return nil
}

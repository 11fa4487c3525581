// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// afterPlan leaves the plan out, where the story has just shown it.
func afterPlan(output string) string {
	_, after, found := strings.Cut(output, "to destroy.\n")
	if !found {
		return output
	}
	return after
}

// diagnostics leaves out what comes before the first error.
func diagnostics(output string) string {
	if at := strings.Index(output, "\nError:"); at >= 0 {
		return output[at:]
	}
	return output
}

// backupSet is what the table shows of a set.
type backupSet struct {
	ID      string    `json:"id"`
	Region  string    `json:"region"`
	Type    string    `json:"type"`
	Method  string    `json:"method"`
	Status  string    `json:"status"`
	Bytes   float64   `json:"bytes"`
	Restore time.Time `json:"restore"`
	Expire  time.Time `json:"expire"`
}

// setsTable turns the output into a table, and fails unless each of the regions holds a set.
func setsTable(output string, regions ...string) (string, error) {
	var sets []backupSet
	if err := json.Unmarshal([]byte(output), &sets); err != nil {
		return "", fmt.Errorf("read the output: %w", err)
	}
	for _, region := range regions {
		if !slices.ContainsFunc(sets, func(set backupSet) bool { return set.Region == region }) {
			return "", fmt.Errorf("none of the %d backup sets is in %s", len(sets), region)
		}
	}
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "ID\tREGION\tTYPE\tMETHOD\tSTATUS\tSIZE\tRESTORES TO (UTC)\tEXPIRES ABOUT")
	const few = 4
	for i, set := range sets {
		if i >= few && i < len(sets)-few {
			if i == few {
				fmt.Fprintf(table, "+ %d\t...\t...\t...\t...\t...\t...\t...\n", len(sets)-2*few)
			}
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%.2f GB\t%s\t%s\n", set.ID, set.Region, set.Type, set.Method, set.Status,
			set.Bytes/(1<<30), set.Restore.Format("2006-01-02 15:04"), set.Expire.Format("2006-01-02"))
	}
	if err := table.Flush(); err != nil {
		return "", fmt.Errorf("print the table: %w", err)
	}
	return text.String(), nil
}

// left shows what the cloud holds after a destroy, and fails unless the policy is off with that retention.
func (s *story) left(ctx context.Context, instanceID string, retentionDays int) error {
	var instance struct {
		Policy struct {
			Enabled       bool `json:"enabled"`
			LogEnabled    bool `json:"log_backup_enabled"`
			RetentionDays int  `json:"retention_days"`
		} `json:"policy"`
	}
	if err := s.emulator.Control(ctx, http.MethodGet, "state/instances/"+instanceID, nil, &instance); err != nil {
		return err
	}
	policy := instance.Policy
	s.screen.block("What the cloud holds now", fmt.Sprintf("%s: backup %s, log copy %s, copies kept for %d days\n", instanceID, onOff(policy.Enabled), onOff(policy.LogEnabled), policy.RetentionDays))
	if policy.Enabled || policy.LogEnabled || policy.RetentionDays != retentionDays {
		return fmt.Errorf("the policy of %s is not off with a retention of %d", instanceID, retentionDays)
	}
	return nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

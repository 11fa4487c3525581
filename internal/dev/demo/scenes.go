// SPDX-License-Identifier: MPL-2.0

package demo

import (
	"strings"
	"time"
)

// scene is one command of Terraform, with what has to come true.
type scene struct {
	title, sentence string
	// later moves the fleet's clock before the command.
	later time.Duration
	// file is the file of the configuration that the scene writes, and text what stands in it.
	file, text string
	command    []string
	code       int
	// says are texts that Terraform has to print.
	says []string
	// writes are the parameters of the writes that have to be sent, by instance.
	writes map[string]map[string]string
}

// The parameters of the one action that writes.
const (
	paramBackup      = "BackupEnabled"
	paramDestination = "CrossBackupRegion"
	paramRetention   = "Retention"
)

// scenes is the story. Its configurations are the files of examples/, read by the function that is given.
func scenes(example func(name string) string) []scene {
	policy := example("resources/apsaradb_rds_cross_region_backup_policy/resource.tf")
	return append(scenesOfChanges(policy),
		scene{
			title:    "Import",
			sentence: "Somebody switched on the backup of pgm-console by hand, for 1825 days. Take it over without a write.",
			file:     "console.tf",
			text:     example("resources/apsaradb_rds_cross_region_backup_policy/import-by-string-id.tf"),
			command:  []string{"apply", "-auto-approve"},
			says:     []string{"1 imported, 0 added, 0 changed, 0 destroyed"},
		},
		scene{
			title:    "Read the backup sets",
			sentence: "The copies of pgm-console, with where they are and until when. A check fails when the newest is too old.",
			file:     "sets.tf",
			text:     example("data-sources/apsaradb_rds_cross_region_backup_sets/data-source.tf"),
			command:  []string{"apply", "-auto-approve"},
			says:     []string{"newest_sets", "cn-beijing", "0 added, 0 changed, 0 destroyed"},
		},
		scene{
			title:    "Refuse a mistake in the plan",
			sentence: "Copies stay for at least 7 days. The configuration is refused before anything is sent.",
			file:     "mistake.tf",
			text:     strings.NewReplacer(`"demo"`, `"mistake"`, "pgm-demo", "pgm-disabled", "= 30", "= 6").Replace(policy),
			command:  []string{"plan"}, code: 1,
			says: []string{"Error:", "retention_days", "7"},
		},
		scene{
			title:    "Refuse an instance in the plan",
			sentence: "A serverless instance cannot have the feature. The plan finds that out by reads alone.",
			file:     "mistake.tf",
			text:     strings.NewReplacer(`"demo"`, `"mistake"`, "pgm-demo", "pgm-serverless").Replace(policy),
			command:  []string{"plan"}, code: 1,
			says: []string{"Error:", "pgm-serverless is serverless"},
		},
		scene{
			title:    "Destroy",
			sentence: "The default of deletion_policy is DISABLE: backup is off, and copies stay as long as was promised.",
			file:     "mistake.tf", command: []string{"destroy", "-auto-approve"},
			says: []string{
				"2 destroyed", "Destroying ends the cross-region backup of pgm-demo",
				"Destroying ends the cross-region backup of pgm-console",
			},
			writes: map[string]map[string]string{
				"pgm-demo":    {paramBackup: "0", paramRetention: "14"},
				"pgm-console": {paramBackup: "0", paramRetention: "1825"},
			},
		},
	)
}

// scenesOfChanges make a policy, and change it.
func scenesOfChanges(policy string) []scene {
	moved := strings.NewReplacer(
		`"cn-shanghai"`, `"cn-beijing"`, "30", "14", "Shanghai", "Beijing").Replace(policy)
	apply := []string{"apply", "-auto-approve"}
	return []scene{
		{
			title:    "Enable",
			sentence: "pgm-demo in Hangzhou has no cross-region backup. Copy backups and logs to Shanghai, for 30 days.",
			file:     "demo.tf", text: policy, command: apply,
			says: []string{"1 added, 0 changed, 0 destroyed"},
			writes: map[string]map[string]string{
				"pgm-demo": {paramBackup: "1", paramDestination: "cn-shanghai", paramRetention: "30"},
			},
		},
		{
			title:    "Change destination and retention",
			sentence: "Twenty days later: copies go to Beijing, and stay for 14 days. The plan warns of what is lost.",
			later:    20 * 24 * time.Hour, file: "demo.tf", text: moved, command: apply,
			says: []string{
				"0 added, 1 changed, 0 destroyed", "New copies of pgm-demo will go to another region",
				"Copies of pgm-demo will be lost by shorter retention",
			},
			writes: map[string]map[string]string{
				"pgm-demo": {paramBackup: "1", paramDestination: "cn-beijing", paramRetention: "14"},
			},
		},
	}
}

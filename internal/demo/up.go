// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/sandbox"
)

// playground is where "make demo-up" keeps the provider and the CLI configuration while it runs.
const playground = ".tools/demo"

// stay leaves the emulator running until the context ends, and says how to use it.
func stay(ctx context.Context, address string) (err error) {
	fmt.Println("Building the provider and the emulator ...")
	defer func() { err = errors.Join(err, os.RemoveAll(playground)) }()
	box, err := sandbox.New(ctx, ".", playground)
	if err != nil {
		return err
	}
	emulator, err := box.Start(ctx, "-addr", address)
	if err != nil {
		if emulator, err = box.Start(ctx, "-addr", "127.0.0.1:0"); err != nil {
			return err
		}
	}
	defer func() { err = errors.Join(err, emulator.Stop()) }()

	fmt.Printf(`
The emulator runs at %s until Ctrl-C. In a second terminal, copy these lines:

  export TF_CLI_CONFIG_FILE=%s
  export EMULATOR=%s
`, emulator.URL, box.CLIConfig, emulator.URL)
	for _, variable := range emulator.Variables() {
		fmt.Printf("  export %s=%s\n", variable[0], variable[1])
	}
	fmt.Printf(`
Then use %s in any folder, with this configuration or with the files in examples/:

%s
%s
The same without the variables, as a provider block:

%s
Instances to play with: pgm-demo, pgm-console (switched on by hand), pgm-serverless, pgm-encrypted, pgm-released, rm-mysql, rds-mssql.
All of them, and what else the emulator can do:

  curl -s $EMULATOR/_emulator/state
  curl -s $EMULATOR/_emulator/calls?action=ModifyInstanceCrossBackupPolicy
  curl -s -X POST $EMULATOR/_emulator/clock -d '{"advance": "72h"}'
  curl -s -X PATCH $EMULATOR/_emulator/state/instances/pgm-demo -d '{"policy": {"enabled": false}}'

Ctrl-C stops it.
`, filepath.Base(box.Terraform), indentBlock(providerBlock), indentBlock(enabled), indentBlock(explicitBlock(emulator.URL)))
	<-ctx.Done()
	fmt.Println("\nStopped.")
	return nil
}

func indentBlock(text string) string { return indent(text, "  ") }

func explicitBlock(url string) string {
	return fmt.Sprintf(`provider "apsaradb" {
  region     = "cn-hangzhou"
  access_key = "emulator-key"
  secret_key = "emulator-secret"
  endpoints {
    rds = %[1]q
    sts = %[1]q
    ram = %[1]q
  }
}
`, url)
}

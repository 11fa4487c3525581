// SPDX-License-Identifier: MPL-2.0

package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// stay leaves the emulator running until the context ends, and says how to use it.
func stay(ctx context.Context, address string) (err error) {
	listener, err := reserve(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	address = listener.Addr().String()
	// One run, one port, one folder: a run never removes what another one uses. What is there was left by a run that was
	// killed.
	playground := filepath.Join(".tools", "demo-"+portOf(address))
	if err := os.RemoveAll(playground); err != nil {
		return fmt.Errorf("empty the folder of this run: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(playground)) }()

	fmt.Println("Building the provider and the emulator ...")
	box, err := sandbox.New(ctx, ".", playground)
	if err != nil {
		return err
	}
	if err := box.BuildEmulator(ctx); err != nil {
		return err
	}
	if err := listener.Close(); err != nil {
		return fmt.Errorf("hand the port to the emulator: %w", err)
	}
	emulator, err := box.StartBuilt(ctx, "-addr", address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, emulator.Stop()) }()
	script := filepath.Join(box.Dir, "env.sh")
	if err := os.WriteFile(script, []byte(environment(box, emulator)), 0o600); err != nil {
		return fmt.Errorf("write the environment: %w", err)
	}
	explain(script, box, emulator)
	<-ctx.Done()
	fmt.Println("\nStopped.")
	return nil
}

// environment is a script for the shell of somebody who wants to use the emulator. It removes the variables of a real
// account first, some of which would win.
func environment(box *sandbox.Sandbox, emulator *sandbox.Emulator) string {
	var text strings.Builder
	fmt.Fprintf(&text, "for name in $(env | cut -d= -f1 | grep -E '%s'); do unset \"$name\"; done\n",
		sandbox.AccountPattern)
	variables := append(
		[][2]string{{"TF_CLI_CONFIG_FILE", box.CLIConfig}, {"EMULATOR", emulator.URL}},
		emulator.Variables()...)
	for _, variable := range variables {
		fmt.Fprintf(&text, "export %s='%s'\n", variable[0], variable[1])
	}
	return text.String()
}

// explain says how to use what runs.
func explain(script string, box *sandbox.Sandbox, emulator *sandbox.Emulator) {
	fmt.Printf(`
The emulator runs at %[1]s. In a second terminal, type:

  source %[2]s

That removes the variables of your own accounts from that terminal, and sets those of the emulator. In that terminal,
your own CLI configuration is not read, because TF_CLI_CONFIG_FILE is set. Then use %[3]s in any folder, with the files
in examples/ and with this block:

%[4]s
The same without the variables, as a provider block:

%[5]s
After a change of the source, "does not match any of the checksums recorded" means: delete .terraform.lock.hcl, and run
terraform init.

Instances to play with: pgm-demo, pgm-console (switched on by hand), pgm-disabled (switched off), pgm-locked,
pgm-busy (for ten minutes), pgm-released, pgm-serverless, pgm-encrypted, rm-mysql, rm-mariadb (not supported),
rds-mssql.
A second account has the keys other-key and other-secret.
All instances, and what else the emulator can do:

  curl -s "$EMULATOR/_emulator/state"
  curl -s "$EMULATOR/_emulator/calls?action=ModifyInstanceCrossBackupPolicy"
  curl -s -X POST "$EMULATOR/_emulator/clock" -d '{"advance": "72h"}'
  curl -s -X PATCH "$EMULATOR/_emulator/state/instances/pgm-demo" -d '{"policy": {"enabled": false}}'

Ctrl-C stops it. Close the second terminal then: its TF_CLI_CONFIG_FILE names a file that is gone.
`, emulator.URL, script, filepath.Base(box.Terraform), indent(providerBlock), indent(explicitBlock(emulator.URL)))
}

// reserve takes the port of an address, or a free one where it is taken. The listener keeps other runs off until the
// emulator starts.
func reserve(ctx context.Context, address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("-addr: %w", err)
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		listener, err = config.Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
		if err == nil {
			fmt.Printf("Port %s is taken; using %s.\n", port, portOf(listener.Addr().String()))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("-addr: %w", err)
	}
	return listener, nil
}

// portOf returns the port of a listener's address.
func portOf(address string) string {
	return address[strings.LastIndex(address, ":")+1:]
}

// indent indents the lines of a text that are not empty.
func indent(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = "  " + line
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func explicitBlock(url string) string {
	return fmt.Sprintf(`provider "apsaradb" {
  region     = "cn-hangzhou"
  access_key = %[2]q
  secret_key = %[3]q
  endpoints {
    rds = %[1]q
    sts = %[1]q
    ram = %[1]q
  }
}
`, url, sandbox.AccessKey, sandbox.SecretKey)
}

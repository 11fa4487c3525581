// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"context"
	"os"
	"regexp"
	"strings"
	"time"
)

// Result is what a command printed and how it ended.
type Result struct {
	// Output is standard output and standard error in the order they were written.
	Output string
	// Code is the exit code.
	Code int
	// MaxRSS is the largest resident memory of the command itself, in kilobytes on Linux.
	MaxRSS int64
	// CPU is the time that the command itself used, and what it started and waited for, such as its providers.
	CPU time.Duration
	// Wall is how long the command ran.
	Wall time.Duration
}

// Run runs the Terraform or OpenTofu command in a folder, with the emulator's keys and addresses in its environment.
// A non-zero exit code is a Result; an error means that the command could not be run.
func (s *Sandbox) Run(ctx context.Context, dir string, emulator *Emulator, args ...string) (Result, error) {
	process, err := s.Launch(ctx, dir, emulator, args...)
	if err != nil {
		return Result{}, err
	}
	return process.Wait()
}

// Environment returns the environment of a command: the caller's without anything that steers Terraform or names an
// account, and with the sandbox's own home folder, CLI configuration and keys.
func (s *Sandbox) Environment(emulator *Emulator) []string {
	var env []string
	for _, entry := range os.Environ() {
		if !steers(entry) {
			env = append(env, entry)
		}
	}
	env = append(env,
		"HOME="+s.Dir,
		"TF_CLI_CONFIG_FILE="+s.CLIConfig,
		"TF_INPUT=0",
		"TF_IN_AUTOMATION=1", // No advice on what to type next.
		"CHECKPOINT_DISABLE=1",
	)
	if emulator != nil {
		for _, variable := range emulator.Variables() {
			env = append(env, variable[0]+"="+variable[1])
		}
	}
	return env
}

// AccountPattern matches the names of the variables by which the provider chooses keys, endpoints and timeouts, as an
// extended regular expression.
const AccountPattern = "^(ALICLOUD_|ALIBABA_CLOUD_|ALIBABACLOUD_|CLIENT_READ_|CLIENT_CONNECT_|MAX_RETRY_|" +
	"(RDS|STS|RAM)_ENDPOINT$)"

// steers reports whether a variable of the caller would change where a command goes or as whom.
func steers(entry string) bool {
	name, _, _ := strings.Cut(entry, "=")
	if strings.HasPrefix(name, "TF_") || regexp.MustCompile(AccountPattern).MatchString(name) {
		return true
	}
	switch strings.ToUpper(name) {
	case "HOME", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "RDS_ENDPOINT", "STS_ENDPOINT", "RAM_ENDPOINT":
		return true
	}
	return false
}

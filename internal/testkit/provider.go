// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// The region and the keys of the provider block that [Config] writes; the emulator's default fleet knows them.
const (
	Region    = "cn-hangzhou"
	AccessKey = sandbox.AccessKey
	SecretKey = sandbox.SecretKey
)

// Config returns a provider block that points at the emulator, followed by body.
func Config(s *emulator.Server, body string) string {
	return ConfigWith(s, "", body)
}

// ConfigWith is [Config] with further arguments in the provider block. An argument given here replaces Config's own.
func ConfigWith(s *emulator.Server, providerArgs, body string) string {
	return ProviderBlock(s, providerArgs) + "\n" + body
}

// ProviderBlock returns the provider block alone, for configurations with several.
func ProviderBlock(s *emulator.Server, providerArgs string) string {
	var block strings.Builder
	block.WriteString("provider \"" + provider.TypeName + "\" {\n")
	for _, argument := range []struct{ name, value string }{
		{"region", Region}, {"access_key", AccessKey}, {"secret_key", SecretKey},
	} {
		given := regexp.MustCompile(`(?m)^\s*` + argument.name + `\s*=`).MatchString(providerArgs)
		if !given {
			fmt.Fprintf(&block, "  %s = %q\n", argument.name, argument.value)
		}
	}
	if !regexp.MustCompile(`(?m)^\s*endpoints\s*\{`).MatchString(providerArgs) {
		fmt.Fprintf(&block, "  endpoints {\n    rds = %[1]q\n    sts = %[1]q\n    ram = %[1]q\n  }\n", s.URL())
	}
	block.WriteString(providerArgs + "\n}\n")
	return block.String()
}

// Factories returns the provider, as Terraform starts it: in an empty environment, and with waits that move the
// emulator's clock instead of waiting. The emulator's clock has to be manual, as it is unless told otherwise. s may be
// nil.
func Factories(s *emulator.Server, opts ...provider.Option) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		provider.TypeName: func() (tfprotov6.ProviderServer, error) { return server(s, opts...), nil },
	}
}

// server is the provider's server that users run.
func server(s *emulator.Server, opts ...provider.Option) tfprotov6.ProviderServer {
	options := append([]provider.Option{provider.WithEnvironment(emptyEnvironment())}, movingClock(s)...)
	return provider.NewServer(provider.New("test", append(options, opts...)...)())
}

// InMemory lets the provider call the emulator in the test's own process, without sockets.
func InMemory(s *emulator.Server) provider.Option {
	return provider.WithTransport(s.Transport())
}

// FakeTime are the options of a provider in a bubble of package testing/synctest: the bubble's own clock, and no
// sockets. The emulator is that of [emulator.StartInMemory], at speed 1.
func FakeTime(s *emulator.Server) []provider.Option {
	return append(RealTime(), InMemory(s))
}

// RealTime are the options of a provider whose waits take their time.
func RealTime() []provider.Option {
	return []provider.Option{provider.WithClock(rds.Clock{})}
}

// Run runs the steps against the emulator, without a cloud account. Tests that call it can call t.Parallel.
func Run(t *testing.T, s *emulator.Server, steps ...resource.TestStep) {
	t.Helper()
	RunCase(t, resource.TestCase{ProtoV6ProviderFactories: Factories(s), Steps: steps})
}

// RunCase is [Run] for a test case with factories or checks of its own.
func RunCase(t *testing.T, testCase resource.TestCase) {
	t.Helper()
	RequireTerraform(t)
	resource.UnitTest(t, testCase)
}

// emptyEnvironment holds nothing but what asks for a log, so that TF_LOG works in tests as elsewhere.
func emptyEnvironment() provider.Environment {
	return provider.Environment{
		Lookup: func(name string) (string, bool) {
			if !strings.HasPrefix(name, "TF_LOG") {
				return "", false
			}
			return os.LookupEnv(name)
		},
		HomeDir: func() (string, error) { return "", errors.New("tests have no home folder") },
	}
}

// movingClock are the options of a provider whose waits take no time: they move its own clock and the emulator's
// instead.
func movingClock(s *emulator.Server) []provider.Option {
	var moved atomic.Int64
	return []provider.Option{provider.WithClock(rds.Clock{
		Now: func() time.Time { return time.Now().Add(time.Duration(moved.Load())) },
		Sleep: func(ctx context.Context, d time.Duration) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			moved.Add(int64(d))
			if s != nil {
				s.Fleet().Advance(d)
			}
			return nil
		},
	})}
}

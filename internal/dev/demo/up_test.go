// SPDX-License-Identifier: MPL-2.0

package demo

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/sandbox"
)

// The keys of somebody's own account must not reach the emulator, which prints calls: ALICLOUD_ACCESS_KEY would win.
func TestEnvironment_removesTheUsersOwnAccount(t *testing.T) {
	t.Parallel()
	script := filepath.Join(t.TempDir(), "env.sh")
	text := environment(&sandbox.Sandbox{CLIConfig: "/a folder/cli.tfrc"}, sandbox.Attach("http://127.0.0.1:7071"))
	if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "sh", "-c", `. "$0" && env`, script)
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"),
		"ALICLOUD_ACCESS_KEY=real-key",
		"ALIBABA_CLOUD_PROFILE=real-profile",
		"RDS_ENDPOINT=real-host",
	}
	output, err := command.Output()
	if err != nil || strings.Contains(string(output), "real-") {
		t.Errorf("%v; the environment is\n%s", err, output)
	}
	for _, want := range []string{
		"ALIBABA_CLOUD_ACCESS_KEY_ID=emulator-key\n", "ALIBABA_CLOUD_ENDPOINT_RDS=http://127.0.0.1:7071\n",
		"TF_CLI_CONFIG_FILE=/a folder/cli.tfrc\n", "EMULATOR=http://127.0.0.1:7071\n",
	} {
		if !strings.Contains(string(output), want) {
			t.Errorf("the environment lacks %q:\n%s", want, output)
		}
	}
}

func TestReserve_givesEachRunAPortOfItsOwn(t *testing.T) {
	t.Parallel()
	first, err := reserve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	second, err := reserve(t.Context(), first.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = second.Close() }()
	taken, own := first.Addr().String(), second.Addr().String()
	if portOf(taken) == portOf(own) {
		t.Errorf("both runs have port %s", portOf(own))
	}
	if _, port, err := net.SplitHostPort(own); err != nil || port != portOf(own) {
		t.Errorf("portOf(%q) is %q", own, portOf(own))
	}
	if _, err := reserve(t.Context(), "no port"); err == nil {
		t.Error("an address without a port is taken")
	}
}

// SPDX-License-Identifier: MPL-2.0

package live

import (
	"context"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
)

// programVariable makes the test binary behave as the program, so that the tests of the program need no second build.
const programVariable = "APSARADB_LIVE_TEST_AS_PROGRAM"

// orderFD is the inherited file that holds the order of the program. Only a flag can name it, so that nothing in the
// environment makes the cases reach a cloud account.
var orderFD = flag.Int(orderFlag, 0, "the file descriptor of an order of the program")

func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv(programVariable) != "" && *orderFD == 0 {
		os.Exit(command.Main(os.Stderr, flag.Args(), waiting(hasten)))
	}
	os.Exit(m.Run())
}

// speed is how fast the clock of the emulator runs that plays the cloud.
const speed = 100

// hasten waits as long as it seems by that clock.
func hasten(ctx context.Context, d time.Duration) error { return rds.Sleep(ctx, d/speed) }

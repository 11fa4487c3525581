// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// subsystem is the part of the log that holds calls and waits. TF_LOG_PROVIDER_APSARADB_API lowers its level below
// that of the provider.
const subsystem = "api"

// verbosity is how much of calls and waits is logged.
type verbosity int

const (
	quiet      verbosity = iota
	withWaits            // INFO: waits for an instance, and a limit on all calls
	withCalls            // DEBUG: every call and every wait
	withBodies           // TRACE: what was sent and answered as well
)

// verbosity reads the level from the environment, because a plugin's own logger is always at TRACE: Terraform drops
// what nobody asked for only after it was written. The variable that asks for the most counts.
func (e Environment) verbosity() verbosity {
	most := quiet
	for _, name := range []string{
		"TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_PROVIDER_APSARADB", "TF_LOG_PROVIDER_APSARADB_API",
	} {
		asked := quiet
		switch level := strings.ToUpper(e.get(name)); {
		case slices.Contains([]string{"", "OFF", "ERROR", "WARN"}, level):
		case level == "INFO":
			asked = withWaits
		case level == "DEBUG":
			asked = withCalls
		default: // TRACE, JSON, and anything that Terraform does not know, which it takes for TRACE
			asked = withBodies
		}
		most = max(most, asked)
	}
	return most
}

// observer writes what the client does to the log. Its fields are flat texts and numbers, and hold nothing secret.
type observer struct{ verbosity verbosity }

var _ rds.Observer = observer{}

// newObserver returns nil where no log is asked for, so that nothing is built for it.
func newObserver(env Environment) rds.Observer {
	if v := env.verbosity(); v > quiet {
		return observer{verbosity: v}
	}
	return nil
}

// begin puts the subsystem into the context of one RPC, whose root logger it needs.
func (observer) begin(ctx context.Context) context.Context {
	return tflog.NewSubsystem(
		ctx, subsystem, tflog.WithLevelFromEnv("TF_LOG_PROVIDER_APSARADB", "API"), tflog.WithRootFields(),
	)
}

// Called writes one line per attempt, and a second one with the bodies at TRACE.
func (o observer) Called(ctx context.Context, entry rds.CallLog) {
	if o.verbosity < withCalls {
		return
	}
	ctx = o.begin(ctx)
	tflog.SubsystemDebug(ctx, subsystem, "API call", map[string]any{
		"action": entry.Action, "region": entry.Region, "instance_id": entry.InstanceID,
		"status": entry.Status, "code": entry.Code, "request_id": entry.RequestID, "attempt": entry.Attempt,
		"duration_ms": entry.Duration.Milliseconds(), "queued_ms": entry.Queued.Milliseconds(),
	})
	if o.verbosity < withBodies || entry.Bodies == nil {
		return
	}
	request, answer := entry.Bodies()
	tflog.SubsystemTrace(ctx, subsystem, "API call bodies", map[string]any{
		"action": entry.Action, "request_id": entry.RequestID, "attempt": entry.Attempt, "request": request, "answer": answer,
	})
}

// Waits writes one line per wait. Waits for an instance may take hours, so they are seen at INFO already.
func (o observer) Waits(ctx context.Context, entry rds.WaitLog) {
	write := tflog.SubsystemInfo
	if entry.Status == "" {
		if o.verbosity < withCalls {
			return
		}
		write = tflog.SubsystemDebug
	}
	write(o.begin(ctx), subsystem, "API wait", map[string]any{
		"action": entry.Action, "region": entry.Region, "instance_id": entry.InstanceID,
		"instance_status": entry.Status, "code": entry.Code, "wait_ms": entry.For.Milliseconds(),
		"spent_ms": entry.Spent.Milliseconds(),
	})
}

// Limits writes one line when the API begins to throttle, and one when that is over. It explains at INFO why a run
// takes long.
func (o observer) Limits(ctx context.Context, entry rds.LimitLog) {
	if entry.Rate == 0 {
		tflog.SubsystemInfo(o.begin(ctx), subsystem, "API no longer throttles; calls are not slowed down any more")
		return
	}
	rate := strconv.FormatFloat(math.Round(10*entry.Rate)/10, 'f', -1, 64)
	tflog.SubsystemInfo(
		o.begin(ctx), subsystem, fmt.Sprintf("API throttles; calls are slowed to %s a second", rate),
		map[string]any{"code": entry.Code},
	)
}

// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"context"
	"log/slog"
	"time"
)

// logCall logs a call that has ended. No parameter but the instance is shown.
func (s *Server) logCall(ctx context.Context, record *Call, began time.Time) {
	if !s.log.Enabled(ctx, slog.LevelDebug) {
		return
	}
	call := s.calls.get(record)
	attributes := []slog.Attr{slog.String("method", call.Method), slog.String("action", call.Action)}
	for _, one := range [][2]string{
		{"instance", call.Params.Get("DBInstanceId")}, {"code", call.Code}, {"fault", call.Fault},
	} {
		if one[1] != "" {
			attributes = append(attributes, slog.String(one[0], one[1]))
		}
	}
	attributes = append(attributes, slog.Int("status", call.Status), slog.Int64("ms", time.Since(began).Milliseconds()))
	s.log.LogAttrs(ctx, slog.LevelDebug, "call", attributes...)
}

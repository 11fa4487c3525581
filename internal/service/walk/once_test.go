// SPDX-License-Identifier: MPL-2.0

package walk_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

func TestOnce_callersShareOneAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := walk.New(nil)
		var asked atomic.Int32
		for range 2 { // at the same time, and later
			var group sync.WaitGroup
			for range 50 {
				group.Go(func() {
					got, err := walk.Once(t.Context(), w, "key", func(context.Context) (int, error) {
						<-time.After(time.Second)
						return int(asked.Add(1)), nil
					})
					if got != 1 || err != nil {
						t.Errorf("got %d, %v; want the first answer", got, err)
					}
				})
			}
			group.Wait()
		}
		if asked.Load() != 1 {
			t.Errorf("asked %d times, want once", asked.Load())
		}
	})
}

// A failure is an answer too, but for that of a host that does not answer, which may do so later.
func TestOnce_remembersFailures(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err   error
		asked int
	}{
		"denied":             {&rds.Error{Code: "Forbidden.RAM", Status: 403}, 1},
		"failed":             {&rds.Error{Code: "InternalError", Status: 500}, 1},
		"odd":                {errOdd, 1},
		"of no API":          {errors.New("broken"), 1},
		"did not answer":     {errSilent, 3},
		"could not be asked": {&rds.Error{Code: "Client.ConnectionFailed"}, 3},
	} {
		w, asked := walk.New(nil), 0
		for range 3 {
			got, err := walk.Once(t.Context(), w, "key", func(context.Context) (int, error) {
				asked++
				return 7, tt.err
			})
			if !errors.Is(err, tt.err) || got != 7 {
				t.Errorf("%s: got %d, %v", name, got, err)
			}
		}
		if asked != tt.asked {
			t.Errorf("%s: asked %d times, want %d", name, asked, tt.asked)
		}
	}
}

// The end of those who waited says nothing about the look-up: the next one asks anew.
func TestOnce_whoLeavesLeavesNoAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := walk.New(nil)
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		_, err := walk.Once(ctx, w, "key", func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who left got %v", err)
		}
		got, err := walk.Once(t.Context(), w, "key", func(context.Context) (int, error) { return 7, nil })
		if got != 7 || err != nil {
			t.Errorf("who came later got %d, %v", got, err)
		}
	})
}

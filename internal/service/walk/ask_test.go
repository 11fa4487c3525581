// SPDX-License-Identifier: MPL-2.0

package walk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/processes"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// questions is a walk whose hosts are asked for what the test says.
type questions struct {
	data  *walk.Data
	calls atomic.Int64
}

func newQuestions(t *testing.T) *questions {
	t.Helper()
	data := &walk.Data{Walk: walk.New(nil)}
	client, err := rds.New(rds.Config{
		Credentials: rds.StaticCredentials(rds.Credentials{AccessKeyID: "id", AccessKeySecret: "secret"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	data.Connect(client)
	return &questions{data: data}
}

// about is a question about an instance.
func about(instance string) walk.Question {
	return walk.Question{Host: "cn-hangzhou", Kind: "copies", About: instance}
}

func (a *questions) ask(ctx context.Context, q walk.Question, takes time.Duration, answer error) error {
	_, err := walk.Ask(ctx, a.data, q, func(ctx context.Context, client *rds.Client) (int, error) {
		a.calls.Add(1)
		if client == a.data.Client {
			return 0, errors.New("the client is not a quick one")
		}
		if err := rds.Sleep(ctx, takes); err != nil {
			return 0, err
		}
		return 0, answer
	})
	return err
}

// Thirty questions to a host that does not answer are one call; to one that answers they are made at the same time.
func TestAsk_aSilentHostIsAskedOnce(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer error
		calls  int64
		took   time.Duration
	}{
		"silent":  {errSilent, 1, 5 * time.Second},
		"answers": {nil, 30, 2 * 5 * time.Second}, // the first alone
		"refuses": {&rds.Error{Code: "Forbidden.RAM", Status: 403}, 30, 2 * 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a, begun := newQuestions(t), time.Now()
				var group sync.WaitGroup
				for n := range 30 {
					group.Go(func() {
						if err := a.ask(t.Context(), about(fmt.Sprint(n)), 5*time.Second, tt.answer); !errors.Is(err, tt.answer) {
							t.Errorf("error = %v, want %v", err, tt.answer)
						}
					})
				}
				group.Wait()
				if took := time.Since(begun); a.calls.Load() != tt.calls || took != tt.took {
					t.Errorf("%d calls in %s, want %d in %s", a.calls.Load(), took, tt.calls, tt.took)
				}
				other := walk.Question{Host: "cn-hangzhou", Kind: "encryption", About: "0"}
				if err := a.ask(t.Context(), other, 0, nil); (err != nil) != (tt.calls == 1) {
					t.Errorf("another kind of question to the same host: %v", err)
				}
				if err := a.ask(t.Context(), walk.Question{Host: "cn-beijing", Kind: "copies", About: "0"}, 0, nil); err != nil {
					t.Errorf("another host: %v", err)
				}
			})
		})
	}
}

// A host may stop answering later. That costs those who have asked by then, and nobody after them.
func TestAsk_aHostThatStopsAnswering(t *testing.T) {
	t.Parallel()
	a := newQuestions(t)
	_ = a.ask(t.Context(), about("1"), 0, nil)
	for n := range 3 {
		if err := a.ask(t.Context(), about(fmt.Sprint("later", n)), 0, errSilent); !errors.Is(err, errSilent) {
			t.Errorf("error = %v", err)
		}
	}
	if a.calls.Load() != 2 {
		t.Errorf("%d calls, want 2", a.calls.Load())
	}
}

// A caller whose own time ends learns nothing about the host, and does not wait for others.
func TestAsk_theCallersOwnEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newQuestions(t)
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		var group sync.WaitGroup
		for n := range 2 { // the first call, and one that waits for it
			group.Go(func() {
				if err := a.ask(ctx, about(fmt.Sprint(n)), time.Hour, nil); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("error = %v", err)
				}
			})
		}
		group.Wait()
		if err := a.ask(t.Context(), about("0"), 0, nil); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// What one process of a run has learned of a host, those that begin later know: the apply does not wait again, and
// another alias neither. Only the first one tells the user.
func TestAsk_aHostThatWasSilentToAnotherProcess(t *testing.T) {
	t.Parallel()
	place := t.TempDir()
	process := func(key string) *questions {
		run := processes.Of(place, os.Getppid())
		member, err := run.Join(key)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(run.Leave)
		a := newQuestions(t)
		a.data.Walk.Among(member, nil)
		return a
	}
	if err := process("cn-hangzhou").ask(t.Context(), about("a"), 0, errSilent); errors.Is(err, walk.ErrAlreadySaid) {
		t.Errorf("the first one said %v", err)
	}
	for name, key := range map[string]string{"the apply": "cn-hangzhou", "another alias": "cn-beijing"} {
		later := process(key)
		err := later.ask(t.Context(), about("b"), 0, nil)
		if !errors.Is(err, walk.ErrAlreadySaid) || !rds.Unreachable(err) || later.calls.Load() != 0 {
			t.Errorf("%s: %d calls, error %v", name, later.calls.Load(), err)
		}
		for _, q := range []walk.Question{{Host: "ap-southeast-5", Kind: "copies"}, {Host: walk.HostRAM, Kind: "role"}} {
			if err := later.ask(t.Context(), q, 0, nil); err != nil {
				t.Errorf("%s, another host: %v", name, err)
			}
		}
	}
}

// SPDX-License-Identifier: MPL-2.0

package processes_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/processes"
)

// The aliases that most tests have.
const hz, bj = "cn-hangzhou", "cn-beijing"

// process is one of a run: each has a Run of its own, as in a process of its own.
type process struct {
	*processes.Member
	leave func()
}

// join starts a process of the alias key, as a child of the parent of this test.
func join(t *testing.T, place, key string) process {
	t.Helper()
	return joinOf(t, place, key, os.Getppid())
}

func joinOf(t *testing.T, place, key string, parent int) process {
	t.Helper()
	run := processes.Of(place, parent)
	run.Configured()
	member, err := run.Join(key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(run.Leave)
	return process{member, run.Leave}
}

// files lists what is below the folder of a test, folders included.
func files(t *testing.T, parent string) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*", "*/*"} {
		found, err := filepath.Glob(filepath.Join(parent, pattern))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	return names
}

func requireSaid(t *testing.T, got, want processes.Said) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("heard %v, want %v", got, want)
	}
}

func TestMembers_hearWhatTheOthersSay(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	a, b := join(t, parent, hz), join(t, parent, bj)
	requireSaid(t, a.Say(processes.Ends, "pgm-1"), nil)
	requireSaid(t, b.Say(processes.Creates, "pgm-1"), processes.Said{processes.Ends: 1})
	requireSaid(t, b.Say(processes.Creates, "pgm-2"), nil)
	requireSaid(t, b.Say(processes.Creates, "pgm-2"), nil) // what a process says itself, it knows
	requireSaid(t, a.Hear("pgm-2"), processes.Said{processes.Creates: 2})
	c := join(t, parent, "cn-shenzhen") // one that starts late
	requireSaid(t, c.Hear("pgm-1"), processes.Said{processes.Ends: 1, processes.Creates: 1})
	strange := "pgm\n" + strings.Repeat("x", 100_000) + " end"
	d := join(t, parent, "cn-wuhan")
	d.Say(processes.Keeps, strange)
	d.Say(processes.Keeps, "")
	requireSaid(t, c.Hear(strange), processes.Said{processes.Keeps: 1})
	requireSaid(t, c.Hear(""), processes.Said{processes.Keeps: 1})
}

// A process hears what another alias said that ended before it started, and what lives beside it. An earlier process of
// its own alias was that of the plan before the apply.
func TestMembers_tellAnotherAliasFromAnEarlierWalk(t *testing.T) {
	t.Parallel()
	place := t.TempDir()
	join(t, place, "cn-chengdu") // otherwise the last one would remove the file
	a := join(t, place, hz)
	a.Say(processes.Ends, "pgm-1")
	a.leave()
	requireSaid(t, join(t, place, hz).Hear("pgm-1"), nil)
	requireSaid(t, join(t, place, bj).Hear("pgm-1"), processes.Said{processes.Ends: 1})
	b := join(t, place, bj) // two aliases whose blocks are equal, and both live
	b.Say(processes.Creates, "pgm-2")
	requireSaid(t, join(t, place, bj).Hear("pgm-2"), processes.Said{processes.Creates: 1})
	// One of the same alias that was killed, so that it has not said that it leaves.
	facts := factsOf(t, place)
	text, err := os.ReadFile(facts)
	must(t, err)
	said := regexp.MustCompile(`create (\S+) (\S+)`).FindStringSubmatch(string(text))
	key := regexp.MustCompile(`join ` + said[1] + ` (\S+)`).FindStringSubmatch(string(text))[1]
	add(t, facts, "\njoin feedbeef "+key+" 1 0123456789abcdef\n\ncreate feedbeef "+said[2]+"\n")
	requireSaid(t, join(t, place, bj).Hear("pgm-2"), processes.Said{processes.Creates: 1})
	requireSaid(t, join(t, place, hz).Hear("pgm-2"), processes.Said{processes.Creates: 2})
}

func factsOf(t *testing.T, place string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(place, "*", "*.facts"))
	must(t, err)
	return found[0]
}

// add appends to the facts what another process wrote.
func add(t *testing.T, facts, text string) {
	t.Helper()
	file, err := os.OpenFile(facts, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = file.WriteString(text)
	must(t, err, file.Close())
}

// Validation comes before each plan of a parent. A process that does nothing else ends what was said before.
func TestRun_beginsAnewAfterAValidation(t *testing.T) {
	t.Parallel()
	place := t.TempDir()
	run := processes.Of(place, os.Getppid())
	run.Validated()
	run.Leave()
	if got := files(t, place); len(got) > 0 {
		t.Errorf("a validation leaves %q", got)
	}
	a := join(t, place, hz)
	a.Say(processes.Creates, "pgm-1")
	run.Leave()
	requireSaid(t, join(t, place, bj).Hear("pgm-1"), processes.Said{processes.Creates: 1}) // a lives
}

// A parent that is no more leaves files when its processes were killed, and the next run removes them.
func TestRun_sweepsWhatAnEndedRunLeft(t *testing.T) {
	t.Parallel()
	place := t.TempDir()
	a := join(t, place, hz)
	folder := filepath.Dir(files(t, place)[1])
	for _, name := range []string{"1-0123456789abcdef", "not a run", "-", "99999999999999999999-1"} {
		must(t, os.WriteFile(filepath.Join(folder, name+".lock"), nil, 0o600),
			os.WriteFile(filepath.Join(folder, name+".facts"), []byte("x"), 0o600))
	}
	join(t, place, bj)
	if got := files(t, place); len(got) != 3 {
		t.Errorf("there are %q, want the folder and two files", got)
	}
	a.leave()
}

func TestMembers_ofTwoRunsDoNotMeet(t *testing.T) {
	t.Parallel()
	place := t.TempDir()
	a, b := joinOf(t, place, hz, os.Getppid()), joinOf(t, place, bj, os.Getpid())
	a.Say(processes.Ends, "pgm-1")
	requireSaid(t, b.Say(processes.Creates, "pgm-1"), nil)
	a.leave()
	requireSaid(t, joinOf(t, place, hz, os.Getpid()).Hear("pgm-1"), processes.Said{processes.Creates: 1})
}

// What stands in the file is for the user alone, and names no instance.
func TestFiles_arePrivateAndNameNoInstance(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no permissions there")
	}
	parent := t.TempDir()
	join(t, parent, hz).Say(processes.Creates, "pgm-secret")
	for _, path := range files(t, parent) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v (%v)", path, info.Mode(), err)
		}
		if text, err := os.ReadFile(path); err == nil && strings.Contains(string(text), "secret") {
			t.Errorf("%s holds %q", path, text)
		}
	}
}

func TestJoin_refusesAFolderThatIsNotOurs(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no permissions there")
	}
	for name, prepare := range map[string]func(t *testing.T, path string){
		"others may write": func(t *testing.T, path string) {
			must(t, os.Mkdir(path, 0o700), os.Chmod(path, 0o777))
		},
		"a symlink":         func(t *testing.T, path string) { must(t, os.Symlink(t.TempDir(), path)) },
		"a broken symlink":  func(t *testing.T, path string) { must(t, os.Symlink(path+"-not-there", path)) },
		"a file":            func(t *testing.T, path string) { must(t, os.WriteFile(path, nil, 0o600)) },
		"a read-only place": func(t *testing.T, path string) { must(t, os.Remove(filepath.Dir(path))) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parent := filepath.Join(t.TempDir(), "tmp")
			must(t, os.Mkdir(parent, 0o700))
			prepare(t, filepath.Join(parent, fmt.Sprintf("terraform-provider-apsaradb-%d", os.Geteuid())))
			member, err := processes.Of(parent, os.Getppid()).Join(hz)
			if err == nil {
				t.Fatal("joined")
			}
			requireSaid(t, member.Say(processes.Creates, "pgm-1"), nil) // alone, and no crash
			requireSaid(t, member.Hear("pgm-1"), nil)
		})
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// Lines that were cut off, or are of another version, are no facts, and hide none.
func TestMembers_passOverWhatIsNoFact(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	a, b := join(t, parent, hz), join(t, parent, bj)
	add(t, factsOf(t, parent),
		"\njoin x y z\njoin 1 k 99999999999999999999 2\nlock\nleave\nexpire 1 2\n\x00\ncreate 0a0a0a0a 99")
	a.Say(processes.Keeps, "pgm-1")
	requireSaid(t, b.Hear("pgm-1"), processes.Said{processes.Keeps: 1})
}

// Of two processes that say something at once, exactly one is the second.
func TestMembers_oneOfTwoIsTheSecond(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	members := []process{join(t, parent, hz), join(t, parent, bj)}
	words := []processes.Word{processes.Creates, processes.Ends}
	const instances = 200
	seconds := make([]int, instances)
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range members {
		all.Go(func() {
			for n := range instances {
				if said := members[i].Say(words[i], fmt.Sprint("pgm-", n)); len(said) > 0 {
					mu.Lock()
					seconds[n]++
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	for n, second := range seconds {
		if second != 1 {
			t.Errorf("pgm-%d: %d processes are the second, want 1", n, second)
		}
	}
}

func TestLock_waitsForAnotherProcess(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		a, b := join(t, parent, hz), join(t, parent, bj)
		unlock, err := a.Lock(t.Context(), "pgm-1", sleep)
		must(t, err)
		other, err := b.Lock(t.Context(), "pgm-2", sleep)
		must(t, err)
		other()
		go func() {
			<-time.After(time.Minute)
			unlock()
		}()
		began := time.Now()
		again, err := b.Lock(t.Context(), "pgm-1", sleep)
		must(t, err)
		if waited := time.Since(began); waited < time.Minute || waited > time.Minute+2*time.Second {
			t.Errorf("waited for %v, want a minute", waited)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := a.Lock(ctx, "pgm-1", sleep); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the end of the context", err)
		}
		again()
		last, err := a.Lock(t.Context(), "pgm-1", sleep) // the wait that ended early holds nothing
		must(t, err)
		last()
	})
}

// A process that was killed holds no lock.
func TestLock_passesOverADeadProcess(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	a := join(t, parent, hz)
	a.Say(processes.Keeps, "pgm-1")
	text, err := os.ReadFile(factsOf(t, parent))
	must(t, err)
	words := strings.Fields(string(text))
	// The id of this process, which lives, but with another start.
	add(t, factsOf(t, parent), fmt.Sprintf("\njoin feedbeef k %d 0123456789abcdef\n\nlock feedbeef %s\n",
		os.Getpid(), words[len(words)-1]))
	unlock, err := a.Lock(t.Context(), "pgm-1", func(context.Context, time.Duration) error {
		return errors.New("waits for a process that does not live")
	})
	must(t, err)
	unlock()
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Processes that start and end at once never fail. This test has a parent with one child and many processes in it, so
// that each that ends takes itself for the last.
func TestJoin_manyAtOnce(t *testing.T) {
	t.Parallel()
	place := t.TempDir()
	parent := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestJoin_child$")
	parent.Env = append(os.Environ(), "APSARADB_TEST_PLACE="+place)
	if said, err := parent.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	join(t, place, hz) // sweeps, if anything is left
	if got := files(t, place); len(got) != 3 {
		t.Errorf("%q are left", got)
	}
}

// TestJoin_child is the parent of processes that do not live, so that nobody else is its child.
func TestJoin_child(t *testing.T) {
	t.Parallel()
	place := os.Getenv("APSARADB_TEST_PLACE")
	if place == "" {
		t.Skip("a part of TestJoin_manyAtOnce")
	}
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			for range 20 {
				run := processes.Of(place, os.Getpid())
				member, err := run.Join(hz)
				if err != nil {
					t.Error(err)
				}
				member.Say(processes.Keeps, "pgm-1")
				run.Leave()
			}
		})
	}
	all.Wait()
	if got := files(t, place); len(got) != 0 {
		t.Errorf("%q are left", got)
	}
}

// Facts that cannot be opened, or are gone, end the sharing and nothing else.
func TestMember_isAloneAfterAFailure(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	a := join(t, parent, hz)
	facts := factsOf(t, parent)
	must(t, os.Remove(facts))
	if err := os.Symlink(filepath.Join(t.TempDir(), "elsewhere"), facts); err != nil {
		t.Skip(err)
	}
	member, err := processes.Of(parent, os.Getppid()).Join(bj)
	if err == nil {
		t.Error("a link out of the folder was followed")
	}
	requireSaid(t, member.Say(processes.Keeps, "pgm-1"), nil)
	requireSaid(t, a.Say(processes.Keeps, "pgm-1"), nil) // a file that is gone fails nobody
}

func BenchmarkSay(b *testing.B) {
	run := processes.Of(b.TempDir(), os.Getppid())
	member, err := run.Join(hz)
	if err != nil {
		b.Fatal(err)
	}
	defer run.Leave()
	for b.Loop() {
		member.Say(processes.Keeps, "pgm-1234567890")
	}
}

func BenchmarkJoin(b *testing.B) {
	parent := b.TempDir()
	for b.Loop() {
		run := processes.Of(parent, os.Getpid())
		if _, err := run.Join(hz); err != nil {
			b.Fatal(err)
		}
		run.Leave()
	}
}

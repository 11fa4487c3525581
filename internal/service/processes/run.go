// SPDX-License-Identifier: MPL-2.0

package processes

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

const (
	// lockWait is how long a process waits for one that removes files at this moment. That takes it less than a
	// millisecond.
	lockWait  = time.Second
	lockPause = 2 * time.Millisecond

	locksEnd, factsEnd = ".lock", ".facts" // how the names of the two files of a run end
)

// Run is where the processes of one Terraform run meet. It serves one process.
type Run struct {
	place  string // the folder in which the folder of the user is
	parent int
	name   string
	err    error // why there is none

	mu                    sync.Mutex
	member                *Member
	validated, configured bool
}

// OfParent returns the run that the parent of this process is. Nobody can join it where the parent cannot be told:
// without the time at which it started, another process may have had its id.
func OfParent() *Run { return Of(os.TempDir(), os.Getppid()) }

// Of returns the run of a parent, whose files are in a folder of the user below place.
func Of(place string, parent int) *Run {
	started, err := startOf(parent)
	if err != nil {
		return &Run{err: fmt.Errorf("the parent process cannot be told: %w", err)}
	}
	return &Run{place: place, parent: parent, name: strconv.Itoa(parent) + "-" + started}
}

// digest is what stands for a text in a name or a fact.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// Validated records that this process has validated a provider block. One that does nothing else is of the walk that
// precedes a plan.
func (r *Run) Validated() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.validated = true
}

// Configured records that this process is of a plan or an apply.
func (r *Run) Configured() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.configured = true
}

// Join makes this process known to the others of the run, and lets it know what they say. The key tells its alias: it
// is the same in each walk, and holds no secret.
func (r *Run) Join(key string) (*Member, error) {
	if r.err != nil {
		return nil, r.err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.member.leave() // of a process that is configured anew
	var err error
	r.member, err = r.joinInTime(digest(key))
	return r.member, err
}

// Leave ends what this process shares. The last one removes the files, unless a plan knows of a silent host: they stay
// for its apply.
func (r *Run) Leave() {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.err != nil:
	case r.member != nil:
		useful := r.member.leave()
		r.member = nil
		if alone, err := isOnlyChild(r.parent); err == nil && alone && !useful {
			r.removeAll()
		}
	case r.validated && !r.configured:
		r.removeAll()
	}
}

// removeAll removes the files, unless another process lives, and the folder if no other run has files there.
func (r *Run) removeAll() {
	folder, err := openFolder(r.place, false)
	if err != nil {
		return
	}
	remove(folder, r.name)
	_ = os.Remove(folder.Name())
	_ = folder.Close()
}

func (r *Run) joinInTime(key string) (*Member, error) {
	until := time.Now().Add(lockWait)
	for {
		member, err := r.join(key)
		if member != nil || err != nil && !errors.Is(err, os.ErrNotExist) {
			return member, err
		}
		if time.Now().After(until) {
			return nil, errors.New("another process holds the lock of the run")
		}
		<-time.After(lockPause)
	}
}

// join returns nothing where another process removes the files at this moment.
func (r *Run) join(key string) (*Member, error) {
	folder, err := openFolder(r.place, true)
	if err != nil {
		return nil, err
	}
	sweep(folder)
	lock := lockFile(folder, r.name)
	shared, err := lock.TryRLock()
	if err != nil || !shared {
		return nil, errors.Join(err, folder.Close())
	}
	member, err := r.open(folder, lock, key)
	if member == nil {
		return nil, errors.Join(err, lock.Unlock(), folder.Close())
	}
	return member, nil
}

// open opens the facts, and says that this process is there.
func (r *Run) open(folder *os.Root, lock *flock.Flock, key string) (*Member, error) {
	mine, err := lock.Stat()
	if err != nil {
		return nil, err
	}
	found, err := folder.Stat(r.name + locksEnd)
	if err != nil || !os.SameFile(mine, found) {
		return nil, nil //nolint:nilnil,nilerr // it was removed before this process held it: begin again
	}
	facts, err := folder.OpenFile(r.name+factsEnd, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	member := newMember(folder, lock, facts, key)
	if err := member.join(); err != nil {
		return nil, errors.Join(err, facts.Close())
	}
	return member, nil
}

func lockFile(folder *os.Root, name string) *flock.Flock {
	return flock.New(filepath.Join(folder.Name(), name+locksEnd))
}

// remove removes the files of a run, if no process of it lives. The lock comes last, and while it is held: a process
// that waits for it sees that it is gone. Windows removes no file that is open.
func remove(folder *os.Root, name string) {
	lock := lockFile(folder, name)
	if alone, err := lock.TryLock(); err != nil || !alone {
		return
	}
	_ = folder.Remove(name + factsEnd)
	_ = folder.Remove(name + locksEnd)
	_ = lock.Unlock()
	if runtime.GOOS == "windows" {
		_ = folder.Remove(name + locksEnd)
	}
}

// sweep removes what runs have left whose parent lives no more.
func sweep(folder *os.Root) {
	opened, err := folder.Open(".")
	if err != nil {
		return
	}
	names, err := opened.Readdirnames(-1)
	if errors.Join(err, opened.Close()) != nil {
		return
	}
	for _, name := range names {
		run, isLock := strings.CutSuffix(name, locksEnd)
		parent, started, _ := strings.Cut(run, "-")
		pid, err := strconv.Atoi(parent)
		if isLock && (err != nil || !lives(pid, started)) {
			remove(folder, run)
		}
	}
}

func lives(pid int, started string) bool {
	now, err := startOf(pid)
	return err == nil && now == started
}

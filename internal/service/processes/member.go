// SPDX-License-Identifier: MPL-2.0

package processes

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gofrs/flock"
)

// Word is what a process does with the policy of an instance.
type Word string

// The words of the plans, and those of a process itself.
const (
	Creates Word = "create"
	Keeps   Word = "keep"
	Ends    Word = "end"
	Forgets Word = "forget"

	joins   Word = "join" // process, key, pid and start
	leaves  Word = "leave"
	locks   Word = "lock" // a write to an instance begins, or waits for another one
	unlocks Word = "unlock"
	silence Word = "silent" // of a host, not of an instance
)

// Member is one process of a run. A nil Member is alone and says nothing. It is safe for use by many goroutines.
type Member struct {
	id, key string
	folder  *os.Root
	lock    *flock.Flock
	report  func(error)

	mu      sync.Mutex
	joined  bool
	wrote   bool     // this process writes, so no walk follows
	facts   *os.File // nil once it failed, or the process has left
	read    int64
	rest    string // an unfinished line
	others  map[string]*process
	said    map[string]map[string]Said // for each instance, by others
	waiting map[string][]string        // who holds or wants the lock of an instance, in order
	silent  map[string]bool            // hosts that did not answer, in any walk of the run
}

// Said counts what the other processes of the run said about an instance.
type Said map[Word]int

type process struct {
	key     string
	pid     int
	started string
	earlier bool // it ended before this process started
}

func newMember(folder *os.Root, lock *flock.Flock, facts *os.File, key string) *Member {
	return &Member{
		id: fmt.Sprintf("%08x", rand.Uint32()), key: key, folder: folder, lock: lock, facts: facts,
		report: func(error) {},
		others: map[string]*process{}, said: map[string]map[string]Said{}, waiting: map[string][]string{},
		silent: map[string]bool{},
	}
}

// join says that this process is there, and reads what was said before.
func (m *Member) join() error {
	started, err := startOf(os.Getpid())
	if err != nil {
		return err
	}
	line := fmt.Sprintf("%s %s %s %d %s", joins, m.id, m.key, os.Getpid(), started)
	if err := m.append(line); err != nil {
		return err
	}
	if m.readLocked(line); m.facts == nil {
		return errors.New("the facts of the run cannot be read")
	}
	m.joined = true
	for _, other := range m.others { // one that was killed has not said that it leaves
		other.earlier = other.earlier || !lives(other.pid, other.started)
	}
	return nil
}

// OnFailure sets what is told when the facts can no longer be shared. From then on this process is alone.
func (m *Member) OnFailure(report func(error)) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.report = report
}

// Say tells the others what this process does with an instance. It returns what they have said before.
func (m *Member) Say(word Word, instanceID string) Said {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tellLocked(word, digest(instanceID))
	return m.heardLocked(instanceID)
}

// Hear returns what the others have said about an instance.
func (m *Member) Hear(instanceID string) Said {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.readLocked("")
	return m.heardLocked(instanceID)
}

// SaySilent tells the others that a host did not answer a call that only serves an advice.
func (m *Member) SaySilent(host string) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.silent[digest(host)] = true
	m.tellLocked(silence, digest(host))
}

// IsSilent reports whether a process of the run has said that a host is silent, also in an earlier walk: the apply does
// not ask again what the plan could not learn.
func (m *Member) IsSilent(host string) bool {
	if m == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.readLocked("")
	return m.silent[digest(host)]
}

// heardLocked leaves out what the same alias said in an earlier walk.
func (m *Member) heardLocked(instanceID string) Said {
	heard := Said{}
	for id, said := range m.said[digest(instanceID)] {
		if other := m.others[id]; other == nil || other.earlier && other.key == m.key {
			continue
		}
		for word, times := range said {
			heard[word] += times
		}
	}
	return heard
}

// leave ends what this process shares. It reports whether the facts are of use to a walk that may follow.
func (m *Member) leave() (useful bool) {
	if m == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.readLocked("")
	if m.facts != nil {
		_ = m.append(string(leaves) + " " + m.id)
	}
	m.closeLocked()
	_ = m.lock.Unlock()
	_ = m.folder.Close()
	return len(m.silent) > 0 && !m.wrote
}

func (m *Member) closeLocked() {
	if m.facts != nil {
		_ = m.facts.Close()
		m.facts = nil
	}
}

// tellLocked appends a fact and reads up to it, so that exactly one of two processes sees that it is the second.
func (m *Member) tellLocked(word Word, about string) {
	if m.facts == nil {
		return
	}
	line := string(word) + " " + m.id + " " + about
	if err := m.append(line); err != nil {
		m.failLocked(err)
		return
	}
	m.readLocked(line)
}

// failLocked ends the sharing of facts: this process is alone from now on.
func (m *Member) failLocked(err error) {
	m.closeLocked()
	m.report(err)
}

// append writes one line. The line break before it ends what a process left that was killed, or met a full disk.
func (m *Member) append(line string) error {
	_, err := m.facts.WriteString("\n" + line + "\n")
	return err
}

// readLocked reads what was appended since the last time, up to a line or to the end.
func (m *Member) readLocked(last string) {
	if m.facts == nil {
		return
	}
	var buffer [4096]byte
	for {
		for line, rest, whole := strings.Cut(m.rest, "\n"); whole; line, rest, whole = strings.Cut(m.rest, "\n") {
			m.rest = rest
			m.hearLocked(strings.Fields(line))
			if line == last && last != "" {
				return
			}
		}
		n, err := m.facts.ReadAt(buffer[:], m.read)
		switch {
		case n > 0:
		case errors.Is(err, io.EOF):
			return
		default:
			m.failLocked(err)
			return
		}
		m.read += int64(n)
		m.rest += string(buffer[:n])
	}
}

// hearLocked takes one fact. What is no fact of this version is passed over.
func (m *Member) hearLocked(line []string) {
	if len(line) < 2 || line[1] == m.id && Word(line[0]) != locks && Word(line[0]) != unlocks {
		return // this process knows what it said itself
	}
	switch word, id := Word(line[0]), line[1]; {
	case word == joins && len(line) == 5:
		if pid, err := strconv.Atoi(line[3]); err == nil {
			m.others[id] = &process{key: line[2], pid: pid, started: line[4]}
		}
	case word == leaves && m.others[id] != nil:
		m.others[id].earlier = !m.joined
	case len(line) != 3:
	case word == locks:
		m.waiting[line[2]] = append(m.waiting[line[2]], id)
	case word == unlocks:
		if at := slices.Index(m.waiting[line[2]], id); at >= 0 {
			m.waiting[line[2]] = slices.Delete(m.waiting[line[2]], at, at+1)
		}
	case word == silence:
		m.silent[line[2]] = true
	default:
		m.countLocked(word, id, line[2])
	}
}

func (m *Member) countLocked(word Word, id, instance string) {
	byOthers := m.said[instance]
	if byOthers == nil {
		byOthers = map[string]Said{}
		m.said[instance] = byOthers
	}
	if byOthers[id] == nil {
		byOthers[id] = Said{}
	}
	byOthers[id][word]++
}

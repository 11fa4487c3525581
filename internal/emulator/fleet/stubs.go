// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"io"
	"time"
)

// Options configure a Fleet; the zero value is a clock that runs from now.
type Options struct {
	Start   time.Time
	Manual  bool
	Speed   float64
	Guesses map[string]string
	RealNow func() time.Time
}

// Fleet is the simulation.
type Fleet struct{}

type Guess struct {
	ID, Sentence, Default string
	Values                []string
	Source                string
}

func New(Options) (*Fleet, error)                  { return &Fleet{}, nil }
func Guesses() []Guess                             { return nil }
func Regions() []Region                            { return nil }
func DefaultSeed() Seed                            { return Seed{} }
func ReadSeed(io.Reader) (Seed, error)             { return Seed{}, nil }
func (f *Fleet) Load(Seed) error                   { return nil }
func (f *Fleet) Now() time.Time                    { return time.Time{} }
func (f *Fleet) Advance(time.Duration)             {}
func (f *Fleet) SetGuess(id, value string) error   { return nil }
func (f *Fleet) Guess(id string) string            { return "" }
func (f *Fleet) GuessValues() map[string]string    { return nil }
func (f *Fleet) Accounts() []Account               { return nil }
func (f *Fleet) Account(id string) (Account, bool) { return Account{}, false }
func (f *Fleet) AccountByKey(accessKeyID string) (Account, AccessKey, bool) {
	return Account{}, AccessKey{}, false
}
func (f *Fleet) AddAccount(Account) error                               { return nil }
func (f *Fleet) UpdateAccount(id string, change func(*Account)) error   { return nil }
func (f *Fleet) AddInstance(Instance) error                             { return nil }
func (f *Fleet) UpdateInstance(id string, change func(*Instance)) error { return nil }
func (f *Fleet) Instance(id string) (Instance, bool)                    { return Instance{}, false }
func (f *Fleet) Instances() []Instance                                  { return nil }
func (f *Fleet) Release(id string) error                                { return nil }
func (f *Fleet) Delete(id string) error                                 { return nil }
func (f *Fleet) SetPolicy(id string, p Policy) error                    { return nil }
func (f *Fleet) Policy(id string) (Policy, bool)                        { return Policy{}, false }
func (f *Fleet) StoredSets(id string) []CopySet                         { return nil }

func (f *Fleet) InstanceView(region, id string) (Instance, error)               { return Instance{}, nil }
func (f *Fleet) InstanceViews(region string) ([]Instance, error)                { return nil, nil }
func (f *Fleet) DeleteDBInstance(region, id string) error                       { return nil }
func (f *Fleet) Modify(region, id string, c Change) (Policy, error)             { return Policy{}, nil }
func (f *Fleet) PolicyView(region, id string) (PolicyView, error)               { return PolicyView{}, nil }
func (f *Fleet) ListPolicies(region string, ids []string) ([]PolicyView, error) { return nil, nil }
func (f *Fleet) DestinationRegions(source string) ([]string, error)             { return nil, nil }
func (f *Fleet) CopySets(region, id string) ([]CopySet, error)                  { return nil, nil }
func (f *Fleet) LogFiles(region, id string, q LogQuery) ([]LogFile, error)      { return nil, nil }
func (f *Fleet) LocalBackups(region, id string) ([]Backup, error)               { return nil, nil }
func (f *Fleet) BackupTasks(region, id string) ([]BackupTask, error)            { return nil, nil }
func (f *Fleet) CreateBackup(region, id string, r BackupRequest) (jobID int64, err error) {
	return 0, nil
}
func (f *Fleet) BackupSchedule(region, id string) (Schedule, error) { return Schedule{}, nil }
func (f *Fleet) RecoveryWindow(region, id string, setID int64) (begin, end time.Time, err error) {
	return
}

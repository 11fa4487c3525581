// SPDX-License-Identifier: MPL-2.0

package fleet

// PolicyView answers DescribeInstanceCrossBackupPolicy: what the getter shows, lag
// and guesses applied. It refuses an unknown instance with the code of the guess
// instance-not-found, and as the guesses say for policies that never were on and
// for released instances.
func (f *Fleet) PolicyView(region, id string) (PolicyView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := f.find(region, id, f.policyNotFound())
	if err != nil {
		return PolicyView{}, err
	}
	if r.Released && f.guesses[guessReleasedGetter] == "notfound" {
		return PolicyView{}, Refusal{f.policyNotFound(), id}
	}
	p := r.shown(f.clock.now(), f.guessDuration(guessGetterLag))
	view := f.view(r, p)
	view.Engine = f.spellEngine(r.Engine)
	if !p.EverEnabled {
		switch f.guesses[guessNeverEnabled] {
		case "locknull":
			view.LockMode = "null"
		case "notfound":
			return PolicyView{}, Refusal{CodeInstanceNotFound, id}
		case "internalerror":
			return PolicyView{}, Refusal{CodeInternalError, id}
		}
	}
	return view, nil
}

func (f *Fleet) view(r *record, p Policy) PolicyView {
	view := PolicyView{
		InstanceID: r.ID, AccountID: r.AccountID, Description: r.Description, Region: r.Region,
		Engine: r.Engine, EngineVersion: r.EngineVersion, Status: f.status(r), LockMode: r.lockMode(),
		BackupEnabled: f.spell(p.Enabled), LogBackupEnabled: f.spell(p.LogEnabled), Released: r.Released,
	}
	if f.guesses[guessPolicyStatus] == "number" && !r.Released {
		view.Status, view.StatusText = "1", "ACTIVATION"
	}
	if !p.EverEnabled {
		return view
	}
	view.BackupEnabledTime, view.LogBackupEnabledTime = p.EnabledTime, p.LogEnabledTime
	if p.Enabled || f.guesses[guessDisabledGetter] == "full" {
		view.DestinationRegion, view.Retention = p.DestinationRegion, p.RetentionDays
	}
	return view
}

func (f *Fleet) spell(on bool) string {
	if on {
		return "Enable"
	}
	return f.guesses[guessDisabledSpelling]
}

// InstanceView answers DescribeDBInstanceAttribute. The region may be empty. It
// refuses an unknown instance, and a released one as guessed, with
// InvalidDBInstanceId.NotFound.
func (f *Fleet) InstanceView(region, id string) (Instance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := f.lookUp(region, id, CodeInstanceIDNotFound)
	if err != nil {
		return Instance{}, err
	}
	if r.Released && f.guesses[guessReleasedInstance] == "notfound" {
		return Instance{}, Refusal{CodeInstanceIDNotFound, id}
	}
	return f.read(r), nil
}

// DeleteDBInstance releases an instance as the API does. Refusals:
// InvalidDBInstanceId.NotFound, OperationDenied.DeletionProtection and
// IncorrectDBInstanceState while it is not Running.
func (f *Fleet) DeleteDBInstance(region, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := f.lookUp(region, id, CodeInstanceIDNotFound)
	switch {
	case err != nil:
		return err
	case r.Released:
		return Refusal{CodeInstanceIDNotFound, id}
	case r.DeletionProtection:
		return Refusal{CodeDeletionProtection, id}
	case f.status(r) != statusRunning:
		return Refusal{CodeState, f.status(r)}
	}
	r.release(f.clock.now())
	return nil
}

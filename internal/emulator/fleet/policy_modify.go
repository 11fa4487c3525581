// SPDX-License-Identifier: MPL-2.0

package fleet

import "slices"

// Change is one ModifyInstanceCrossBackupPolicy. Nil, zero and false mean that a parameter was not sent.
type Change struct {
	Enabled, LogEnabled         *bool
	Destination                 string
	RetentionDays               int
	CrossBackupType, RetentType bool
}

// Modify answers ModifyInstanceCrossBackupPolicy: a partial update that keeps what was not sent. It returns the stored
// policy. It refuses, in this order: an instance that is not found or released, a lock, a busy instance, what is not
// eligible, switching on without a region, a wrong destination, log copy while off, an empty change, and what the
// guesses answer with InternalError.
func (f *Fleet) Modify(region, id string, c Change) (Policy, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r, err := f.find(region, id, f.policyNotFound())
	if err != nil {
		return Policy{}, err
	}
	if r.Released {
		return f.modifyReleased(r, c)
	}
	wanted, err := f.checkChange(r, c)
	if err != nil {
		return Policy{}, err
	}
	stored := f.change(r, wanted)
	r.setBusyUntil(f.clock.now().Add(f.guessDuration(guessBusyAfterWrite)), "")
	return stored, nil
}

// modifyReleased changes the retention, the only thing that a released instance has.
func (f *Fleet) modifyReleased(r *record, c Change) (Policy, error) {
	switch {
	case c == Change{}:
		return Policy{}, Refusal{Code: CodeParameterLeast}
	case c.RetentionDays == 0 || c.Enabled != nil || c.LogEnabled != nil || c.Destination != "" || c.CrossBackupType:
		return Policy{}, Refusal{CodeInstanceReleased, r.ID}
	}
	p := r.policy()
	p.RetentionDays = c.RetentionDays
	return f.change(r, p), nil
}

// checkChange checks a change of an instance that is not released, and returns the policy that it asks for.
func (f *Fleet) checkChange(r *record, c Change) (Policy, error) {
	switch {
	case r.LockMode != lockNone:
		return Policy{}, Refusal{CodeLockMode, r.LockMode}
	case f.status(r) != statusRunning:
		return Policy{}, Refusal{CodeState, f.status(r)}
	}
	if err := f.refuseIneligible(r); err != nil {
		return Policy{}, err
	}
	prior := r.policy()
	wanted := f.apply(prior, c)
	if c.switchesOn() && c.Destination == "" {
		return Policy{}, Refusal{CodeParameterAbsence, "CrossBackupRegion"}
	}
	if err := f.refuseDestination(r, c, wanted); err != nil {
		return Policy{}, err
	}
	switch {
	case c.LogEnabled != nil && *c.LogEnabled && !wanted.Enabled:
		return Policy{}, Refusal{CodeInvalidParameters, "LogBackupEnabled"}
	case c == Change{}:
		return Policy{}, Refusal{Code: CodeParameterLeast}
	case c.switchesOff() && f.refusesOff(c, prior):
		return Policy{}, Refusal{CodeInternalError, r.ID}
	}
	return wanted, nil
}

// refusesOff applies the guesses about switching off: without all parameters, and of a policy that never was on.
func (f *Fleet) refusesOff(c Change, prior Policy) bool {
	partial := c.Destination == "" || c.LogEnabled == nil
	return f.guesses[guessPartialDisable] == "internalerror" && partial ||
		f.guesses[guessDisableNever] == "internalerror" && !prior.EverEnabled
}

// refuseDestination checks where copies would go. A destination that is stored already is not checked against the list
// again.
func (f *Fleet) refuseDestination(r *record, c Change, wanted Policy) error {
	moves := c.Destination != "" && c.Destination != r.policy().DestinationRegion
	switch {
	case moves && !slices.Contains(f.destinations(r.Region), c.Destination):
		return Refusal{CodeDestination, c.Destination}
	case wanted.Enabled && r.inSnapshotMode():
		return Refusal{CodeSnapshotMode, r.ID}
	case wanted.Enabled && r.Encrypted && c.Destination != "" && !f.activated(r, c.Destination):
		return Refusal{CodeDestinationNoUser, c.Destination}
	}
	return nil
}

// apply lays the parameters that were sent over the stored policy.
func (f *Fleet) apply(p Policy, c Change) Policy {
	if c.Enabled != nil {
		p.Enabled = *c.Enabled
	}
	if c.LogEnabled != nil {
		p.LogEnabled = *c.LogEnabled
	}
	if c.Destination != "" {
		p.DestinationRegion = c.Destination
	}
	ignored := c.switchesOff() && f.guesses[guessRetentionDisable] == "ignored"
	if c.RetentionDays != 0 && !ignored {
		p.RetentionDays = c.RetentionDays
	}
	return p
}

func (c Change) switchesOn() bool  { return c.Enabled != nil && *c.Enabled }
func (c Change) switchesOff() bool { return c.Enabled != nil && !*c.Enabled }

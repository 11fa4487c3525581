// SPDX-License-Identifier: MPL-2.0

package fleet

import "strconv"

// settings is a Change after its parameters were read; nil means not sent.
type settings struct {
	enabled, log      *bool
	destination       string // "" when not sent
	retention         *int
	crossType, retent bool
}

// Modify answers ModifyInstanceCrossBackupPolicy: a partial update that keeps what
// was not sent. It returns the stored policy. Refusals, in the order of checking:
// ParameterAbsence, InvalidParameters.Format, InvalidRegion.Format, instance not
// found, ProductInstanceReleased, IncorrectDBInstanceLockMode,
// IncorrectDBInstanceState, the codes of eligibility, ParameterAbsence (switching
// on without a region), CrossBackupNotSupport,
// OperationDenied.SwitchToCrossRegionBackup, DstRegionNoUser,
// InvalidParameters.Format (log copy while off), ParameterLeastAssociate and, as
// guessed, InternalError.
func (f *Fleet) Modify(region, id string, c Change) (Policy, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := requireIDs(region, id); err != nil {
		return Policy{}, err
	}
	s, err := c.read()
	if err != nil {
		return Policy{}, err
	}
	r, err := f.find(region, id, f.policyNotFound())
	if err != nil {
		return Policy{}, err
	}
	if r.Released {
		return f.modifyReleased(r, s)
	}
	wanted, err := f.plan(r, s)
	if err != nil {
		return Policy{}, err
	}
	stored := f.change(r, wanted)
	r.setBusyUntil(f.clock.now().Add(f.guessDuration(guessBusyAfterWrite)), "")
	return stored, nil
}

// modifyReleased changes the retention, the only thing a released instance has.
func (f *Fleet) modifyReleased(r *record, s settings) (Policy, error) {
	switch {
	case s == settings{}:
		return Policy{}, Refusal{Code: CodeParameterLeast}
	case s.retention == nil || s.enabled != nil || s.log != nil || s.destination != "" || s.crossType:
		return Policy{}, Refusal{CodeInstanceReleased, r.ID}
	}
	p := r.policy()
	p.RetentionDays = *s.retention
	return f.change(r, p), nil
}

// plan checks a change of a living instance and returns the policy it asks for.
func (f *Fleet) plan(r *record, s settings) (Policy, error) {
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
	wanted := f.apply(prior, s)
	if s.enabled != nil && *s.enabled && s.destination == "" {
		return Policy{}, Refusal{CodeParameterAbsence, "CrossBackupRegion"}
	}
	if err := f.refuseDestination(r, s, wanted); err != nil {
		return Policy{}, err
	}
	switch {
	case s.log != nil && *s.log && !wanted.Enabled:
		return Policy{}, Refusal{CodeInvalidParameters, "LogBackupEnabled"}
	case s == settings{}:
		return Policy{}, Refusal{Code: CodeParameterLeast}
	case f.guesses[guessPartialDisable] == "internalerror" && s.isPartialDisable():
		return Policy{}, Refusal{CodeInternalError, r.ID}
	case f.guesses[guessDisableNever] == "internalerror" && s.enabled != nil && !*s.enabled && !prior.EverEnabled:
		return Policy{}, Refusal{CodeInternalError, r.ID}
	}
	return wanted, nil
}

// refuseDestination checks where copies would go. A destination that is stored
// already is not checked against the list again.
func (f *Fleet) refuseDestination(r *record, s settings, wanted Policy) error {
	if s.destination != "" && s.destination != r.policy().DestinationRegion {
		open := false
		for _, region := range f.destinations(r.Region) {
			open = open || region == s.destination
		}
		if !open {
			return Refusal{CodeDestination, s.destination}
		}
	}
	if !wanted.Enabled {
		return nil
	}
	if r.inSnapshotMode() {
		return Refusal{CodeSnapshotMode, r.ID}
	}
	if r.Encrypted && s.destination != "" && !f.activated(r, s.destination) {
		return Refusal{CodeDestinationNoUser, s.destination}
	}
	return nil
}

// apply lays the parameters that were sent over the stored policy.
func (f *Fleet) apply(p Policy, s settings) Policy {
	if s.enabled != nil {
		p.Enabled = *s.enabled
	}
	if s.log != nil {
		p.LogEnabled = *s.log
	}
	if s.destination != "" {
		p.DestinationRegion = s.destination
	}
	ignored := f.guesses[guessRetentionDisable] == "ignored" && s.enabled != nil && !*s.enabled
	if s.retention != nil && !ignored {
		p.RetentionDays = *s.retention
	}
	return p
}

// isPartialDisable tells whether the call switches off without the parameters that
// the field reports needed.
func (s settings) isPartialDisable() bool {
	if s.enabled == nil || *s.enabled {
		return false
	}
	return s.destination == "" || s.log == nil
}

// read parses the parameters; each bad value is refused with
// InvalidParameters.Format and the parameter's name.
func (c Change) read() (settings, error) {
	var s settings
	var bad string
	onOff := func(name string, value *string, to **bool) {
		if !sent(value) {
			return
		}
		on := *value == "1"
		if !on && *value != "0" && bad == "" {
			bad = name
		}
		*to = &on
	}
	one := func(name string, value *string, to *bool) {
		*to = sent(value)
		if *to && *value != "1" && bad == "" {
			bad = name
		}
	}
	onOff("BackupEnabled", c.BackupEnabled, &s.enabled)
	onOff("LogBackupEnabled", c.LogBackupEnabled, &s.log)
	one("CrossBackupType", c.CrossBackupType, &s.crossType)
	one("RetentType", c.RetentType, &s.retent)
	if sent(c.Destination) {
		s.destination = *c.Destination
	}
	if sent(c.Retention) {
		days, err := strconv.Atoi(*c.Retention)
		if (err != nil || days < minRetentionDays || days > maxRetentionDays) && bad == "" {
			bad = "Retention"
		}
		s.retention = &days
	}
	if bad != "" {
		return settings{}, Refusal{CodeInvalidParameters, bad}
	}
	return s, nil
}

func sent(value *string) bool { return value != nil && *value != "" }

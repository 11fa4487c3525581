// SPDX-License-Identifier: MPL-2.0

package rds

// read reads the policy and keeps it. An instance that never had the feature may answer "not found" or an internal
// error instead of an empty policy. Then the list decides, which leaves such instances out.
func (w *writer) read() (Policy, error) {
	read := w.c.Policy
	if !w.want.Enabled && !w.retentionOnly {
		read = w.c.toldPolicy
	}
	policy, err := read(w.ctx, w.want.Region, w.want.InstanceID)
	switch {
	case err == nil:
	case ClassOf(err) == ClassAbsent:
		return w.lookInList(err)
	case IsInternalError(err):
		listed, listErr := w.listed()
		if listErr != nil {
			return Policy{}, err
		}
		policy = listed
	default:
		return Policy{}, err
	}
	return w.remember(policy), nil
}

// lookInList asks the list about an instance that the getter does not know. A policy that is to be switched off must
// not pass for off only because the getter does not find it. The getter may also not know a released instance, for
// which a retention is written alone.
func (w *writer) lookInList(absence error) (Policy, error) {
	if w.retentionOnly || !w.want.Enabled {
		listed, err := w.listed()
		switch {
		case err != nil && ClassOf(err) != ClassAbsent:
			return Policy{}, err
		case listed.Exists:
			return w.remember(listed), nil
		}
	}
	w.absences++
	w.absence = absence
	w.last = Policy{InstanceID: w.want.InstanceID, Region: w.want.Region}
	return w.last, nil
}

// remember keeps a policy that was read.
func (w *writer) remember(policy Policy) Policy {
	w.last, w.absences = policy, 0
	return policy
}

// listed reads the policy from the list; one that does not exist where the list has no row.
func (w *writer) listed() (Policy, error) {
	policy, found, err := w.c.listedPolicy(w.ctx, w.want.Region, w.want.InstanceID)
	if err == nil && !found {
		policy = Policy{InstanceID: w.want.InstanceID, Region: w.want.Region}
	}
	return policy, err
}

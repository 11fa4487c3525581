// SPDX-License-Identifier: MPL-2.0

package statements

import (
	"context"
	"slices"
	"strings"
)

// instance is what the getters say of one living instance, raw.
type instance struct {
	id string
	// attribute is the row of the instance getter; nil where it did not answer.
	attribute map[string]any
	// policy is the answer of the policy getter.
	policy answer
}

// look reads an instance once a run, before anything is changed.
func (r *run) look(ctx context.Context, id string) *instance {
	if known := r.found[id]; known != nil {
		return known
	}
	seen := &instance{id: id, policy: r.call(ctx, actionGetter, id)}
	if rows := r.call(ctx, actionAttribute, id).items(); len(rows) == 1 {
		seen.attribute = rows[0]
	}
	if r.found == nil {
		r.found = map[string]*instance{}
	}
	r.found[id] = seen
	return seen
}

// first returns the first living instance that suits, or nil.
func (r *run) first(ctx context.Context, suits func(*instance) bool) *instance {
	for _, id := range r.Instances {
		if seen := r.look(ctx, id); seen.attribute != nil && suits(seen) {
			return seen
		}
	}
	return nil
}

func (i *instance) engine() string { return field(i.attribute, "Engine") }

func (i *instance) status() string { return field(i.attribute, "DBInstanceStatus") }

// supported reports whether the feature exists for the engine.
func (i *instance) supported() bool {
	return slices.Contains([]string{"postgresql", "mysql", "sqlserver"}, strings.ToLower(i.engine()))
}

// isOn reads every spelling of "on".
func isOn(value string) bool {
	return slices.Contains([]string{"enable", "enabled", "1", "true"}, strings.ToLower(value))
}

func (i *instance) on() bool { return i.policy.accepted() && isOn(i.policy.field("BackupEnabled")) }

// used reports whether the policy shows that it was on at any time.
func (i *instance) used() bool {
	p := i.policy
	return p.accepted() &&
		(i.on() || p.field("BackupEnabledTime") != "" || p.field("CrossBackupRegion") != "" || positive(p.field("Retention")))
}

func positive(number string) bool { return number != "" && number != "0" }

// off reports whether the policy was on once and is off.
func (i *instance) off() bool { return i.used() && !i.on() }

// never reports whether nothing shows that the policy was ever on.
func (i *instance) never() bool { return i.supported() && !i.used() }

const (
	needsOff   = "an instance whose policy was on once and is off"
	needsNever = "an instance whose policy never was on"
	needsSets  = "an instance with listed copies"
)

// none says that no instance suits.
func none(needs string) Seen { return cannotTell("needs " + needs) }

// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"slices"
	"sync"
)

// faultBook holds the faults in force and counts their matches.
type faultBook struct {
	mu    sync.Mutex
	rules []*faultRule
}

type faultRule struct {
	Fault
	seen   int
	struck int
}

func (b *faultBook) add(f Fault) error {
	f, err := f.resolved()
	if err != nil {
		return err
	}
	if err := f.validate(); err != nil {
		return err
	}
	f.Null = slices.Clone(f.Null)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rules = append(b.rules, &faultRule{Fault: f})
	return nil
}

func (b *faultBook) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rules = nil
}

func (b *faultBook) list() []Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	faults := make([]Fault, 0, len(b.rules))
	for _, rule := range b.rules {
		faults = append(faults, rule.Fault)
	}
	return faults
}

// strike returns the fault for this call: on its arrival, or after its checks. Every rule that matches counts the call,
// also when an earlier one strikes.
func (b *faultBook) strike(arriving bool, action, instanceID string) (Fault, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var chosen *faultRule
	for _, rule := range b.rules {
		if rule.Action != "" && rule.Action != action || rule.InstanceID != "" && rule.InstanceID != instanceID ||
			(rule.moment() == OnArrival) != arriving {
			continue
		}
		rule.seen++
		due := rule.seen >= max(rule.Nth, 1) && (rule.Times == 0 || rule.struck < rule.Times)
		if due && chosen == nil {
			rule.struck++
			chosen = rule
		}
	}
	if chosen == nil {
		return Fault{}, false
	}
	return chosen.Fault, true
}

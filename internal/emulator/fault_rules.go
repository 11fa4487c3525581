// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"slices"
	"strconv"
	"sync"
)

// faultRules holds the faults in force and counts the calls that they match.
type faultRules struct {
	mu    sync.Mutex
	rules []*faultRule
	added int
}

// faultRule is a fault with its counters, as the control API shows it.
type faultRule struct {
	// ID is the number of the fault, for removing it.
	ID int `json:"id"`
	Fault
	// Matched counts the calls that the fault is about, and Injected those in which it was injected.
	Matched  int `json:"matched"`
	Injected int `json:"injected"`
}

func (f *faultRules) add(fault Fault) {
	fault.Null = slices.Clone(fault.Null)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.added++
	f.rules = append(f.rules, &faultRule{ID: f.added, Fault: fault})
}

// remove removes the fault of an id, and reports whether there was one.
func (f *faultRules) remove(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := len(f.rules)
	f.rules = slices.DeleteFunc(f.rules, func(rule *faultRule) bool { return strconv.Itoa(rule.ID) == id })
	return len(f.rules) < before
}

func (f *faultRules) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = nil
}

func (f *faultRules) list() []faultRule {
	f.mu.Lock()
	defer f.mu.Unlock()
	rules := make([]faultRule, 0, len(f.rules))
	for _, rule := range f.rules {
		rules = append(rules, *rule)
	}
	return rules
}

// next returns the fault for this call: one for its arrival, or one for after its checks. Every rule that matches
// counts the call, also when an earlier one is injected.
func (f *faultRules) next(arriving bool, action, instanceID string) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var chosen *faultRule
	for _, rule := range f.rules {
		if rule.Action != "" && rule.Action != action || rule.InstanceID != "" && rule.InstanceID != instanceID ||
			(rule.moment() == OnArrival) != arriving {
			continue
		}
		rule.Matched++
		due := rule.Matched >= max(rule.Nth, 1) && (rule.Times == 0 || rule.Injected < rule.Times)
		if due && chosen == nil {
			rule.Injected++
			chosen = rule
		}
	}
	if chosen == nil {
		return Fault{}, false
	}
	return chosen.Fault, true
}

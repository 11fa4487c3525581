// SPDX-License-Identifier: MPL-2.0

package eligibility

import "strings"

// Verdict says how sure a finding is.
type Verdict int

const (
	// Good means that nothing speaks against the instance.
	Good Verdict = iota
	// Suspicious means that the rule could not be decided: a missing or unfamiliar value, or an unconfirmed signal.
	Suspicious
	// Bad means that a document says the feature refuses such an instance.
	Bad
)

// String returns the verdict's name in lower case.
func (v Verdict) String() string {
	switch v {
	case Good:
		return "good"
	case Suspicious:
		return "suspicious"
	case Bad:
		return "bad"
	default:
		return "unknown verdict"
	}
}

// Finding is one reason why an instance cannot, or may not, have cross-region backup.
type Finding struct {
	Code    string // stable reason code, one of [Reasons]
	Verdict Verdict
	Found   string // what the instance is, in words
	Why     string // the rule that it breaks or leaves open
	Do      string // the way out
}

// Message returns what was found, why it fails and what to do, as one paragraph.
func (f Finding) Message() string {
	return strings.Join([]string{f.Found, f.Why, f.Do}, " ")
}

// Worst returns the worst verdict among findings; [Good] for none.
func Worst(findings []Finding) Verdict {
	worst := Good
	for _, f := range findings {
		worst = max(worst, f.Verdict)
	}
	return worst
}

// newFinding fills the constant parts of a finding from the reason table.
func newFinding(code, found string) Finding {
	reason, _ := LookupReason(code)
	return Finding{Code: code, Verdict: reason.Verdict, Found: found, Why: reason.Sentence, Do: reason.Remedy}
}

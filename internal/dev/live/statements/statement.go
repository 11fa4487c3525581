// SPDX-License-Identifier: MPL-2.0

package statements

import (
	"context"
	"slices"
	"time"
)

// Statement is one guess that can be looked at through the API.
type Statement struct {
	// Guess is the id of the guess in the emulator.
	Guess string
	// Writes says that the probe changes the policy of an instance.
	Writes bool
	// Needs says which instance the probe looks for, or how long it waits.
	Needs string

	probe func(ctx context.Context, r *run) Seen
}

// Seen is what a probe concludes.
type Seen struct {
	// Value is the value of the guess that the API shows; empty where the probe cannot tell.
	Value string
	// Within bounds how far a measured time may be off; 0 for values that are words.
	Within time.Duration
	// Note says what the value was seen on, or why nothing can be told.
	Note string
}

// Told reports whether the probe came to a conclusion.
func (s Seen) Told() bool { return s.Value != "" }

// Is reports whether the probe saw this value of the guess. Times are equal when they differ by no more than the
// probe's own step.
func (s Seen) Is(value string) bool {
	if s.Within == 0 || !s.Told() {
		return s.Value == value
	}
	seen, err := time.ParseDuration(s.Value)
	if err != nil {
		return false
	}
	wanted, err := time.ParseDuration(value)
	return err == nil && (seen-wanted).Abs() <= s.Within
}

// saw is a conclusion.
func saw(value, note string) Seen { return Seen{Value: value, Note: note} }

// cannotTell is none.
func cannotTell(why string) Seen { return Seen{Note: why} }

// Statements returns all statements: those that read, then those that write, each group in a fixed order.
func Statements() []Statement {
	return slices.Concat(wireStatements(), policyStatements(), listStatements(), setStatements(), writeStatements())
}

// Finding is a statement with what was seen.
type Finding struct {
	Statement
	Seen
}

// Run puts the statements to the API in their order. Reading ones always run; a writing one without a writable instance
// cannot tell. It ends early when the context does.
func Run(ctx context.Context, target Target, statements []Statement) []Finding {
	r := &run{Target: target}
	findings := make([]Finding, 0, len(statements))
	for _, statement := range statements {
		findings = append(findings, Finding{Statement: statement, Seen: r.put(ctx, statement)})
	}
	// The sequence leaves a policy that is off, which an account may have lacked before.
	if r.done != nil && r.done.stopped == "" {
		delete(r.found, r.done.id)
		for i, finding := range findings {
			if !finding.Writes && !finding.Told() {
				findings[i].Seen = r.put(ctx, finding.Statement)
			}
		}
	}
	return findings
}

func (r *run) put(ctx context.Context, statement Statement) Seen {
	switch {
	case ctx.Err() != nil:
		return cannotTell("the run was ended before")
	case statement.Writes && len(r.Writable) == 0:
		return cannotTell("it changes a policy, and no instance may be changed")
	}
	if r.Begins != nil {
		r.Begins(statement)
	}
	return statement.probe(ctx, r)
}

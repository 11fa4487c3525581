// SPDX-License-Identifier: MPL-2.0

package soak

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// errBudget ends what is still running when the budget and the grace are over.
var errBudget = errors.New("the budget is over")

// idle is about what a Terraform command takes on a machine that does nothing else.
const idle = time.Second

// unproven is the end of a soak that broke nothing and did not get through.
type unproven struct{ text string }

// Error says what was proven, what was not, and what to do.
func (u *unproven) Error() string { return u.text }

// unprovenOf returns the error for the scenes that did not reach their goals; nil where all did.
func unprovenOf(ctx context.Context, o options, outcomes []outcome, average time.Duration) error {
	var done, open, scenes []string
	for _, ended := range outcomes {
		line := fmt.Sprintf("  %s: %d of %d %s", ended.scene.name, ended.score.count, ended.scene.goal, ended.scene.unit)
		if ended.open {
			open, scenes = append(open, line), append(scenes, ended.scene.name)
		} else {
			done = append(done, line)
		}
	}
	if len(open) == 0 {
		return nil
	}
	why := fmt.Sprintf("the budget of %s was over", o.budget)
	if ctx.Err() != nil && !errors.Is(context.Cause(ctx), errBudget) {
		why = "it was interrupted"
	}
	text := "NOT PROVEN, because " + why + " before enough was tried:\n" + strings.Join(open, "\n")
	if len(done) > 0 {
		text += "\nProven:\n" + strings.Join(done, "\n")
	}
	text += "\nNothing that was tried broke a promise.\nTry the rest with more time: " +
		fmt.Sprintf("make soak ARGS=\"-seed %d -scene %s -budget %s\"", o.seed, strings.Join(scenes, ","), 2*o.budget)
	if average > 2*idle {
		text += fmt.Sprintf(
			"\nA Terraform command took %s on average, and takes about %s on a machine that is idle: stop what else runs here.",
			average,
			idle,
		)
	}
	return &unproven{text}
}

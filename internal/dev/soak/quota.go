// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

const (
	// quota is how many calls a second are taken.
	quota = 20
	// settling is the time in which the client may still find out what it is allowed.
	settling = 2 * time.Second
	// maxThrottled is how many of a hundred calls may be throttled after that.
	maxThrottled = 5
)

func quotaScene(policies int) scene {
	return scene{
		name: "quota", promise: fmt.Sprintf("%d calls a second: plan and apply of %d policies succeed, at most %d %% throttled after %s", quota, policies, maxThrottled, settling),
		unit: "policies", goal: policies, yield: policies,
		round: func(ctx context.Context, st *stage, random *rand.Rand, _ int) (score, error) {
			return quotaRound(ctx, st, random, policies)
		},
	}
}

// quotaRound plans new policies and applies that plan, within the quota.
func quotaRound(ctx context.Context, st *stage, random *rand.Rand, policies int) (score, error) {
	if err := st.begin(ctx, alike(random, fresh, policies), nil); err != nil {
		return score{}, err
	}
	st.server.SetQuota(emulator.Quota{PerAccount: quota})
	got := score{count: policies, tally: map[string]int{}}
	var late, refused int
	for _, step := range []struct {
		code int
		args []string
	}{
		{0, []string{"plan", "-out=" + savedPlan}},
		{0, []string{"apply", savedPlan}},
	} {
		st.server.ResetCalls()
		if err := st.must(ctx, step.code, step.args...); err != nil {
			return got, err
		}
		calls := st.tap.calls()
		for _, c := range calls {
			got.tally[c.Action+" calls of "+step.args[0]]++
		}
		all, allRefused := throttling(calls, 0)
		after, afterRefused := throttling(calls, settling)
		got.calls, late, refused = got.calls+all, late+after, refused+afterRefused
		got.note += fmt.Sprintf("%s: %d calls in %s, %d throttled, %d of the %d after %s; ", step.args[0], all, milliseconds(st.last.Wall), allRefused, afterRefused, after, settling)
		if err := st.recordKept(); err != nil {
			return got, err
		}
	}
	share := 100 * float64(refused) / float64(max(1, late))
	got.note += fmt.Sprintf("that is %.1f %%", share)
	if share > maxThrottled {
		return got, errors.New(got.note)
	}
	return got, st.asConfigured()
}

// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"cmp"
	"context"
	"time"
)

// ExpectedExpireTime is when the set ends under a retention; zero when either is not known.
func (s BackupSet) ExpectedExpireTime(retentionDays int64) time.Time {
	if s.EndTime.IsZero() || retentionDays <= 0 {
		return time.Time{}
	}
	return s.EndTime.Add(time.Duration(retentionDays) * 24 * time.Hour)
}

// NewestFirst orders backup sets by start, then by id, both descending. A set without a start comes last.
func NewestFirst(a, b BackupSet) int {
	return cmp.Or(b.StartTime.Compare(a.StartTime), compareIDs(b.ID, a.ID))
}

// compareIDs compares ids as the numbers that they are, without a limit on their size.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// LatestOf returns the newest successful set by the time of its data, nil for none. Start and id break ties, and decide
// among sets whose data time is missing, which count as older than all others.
func LatestOf(sets []BackupSet) *BackupSet {
	var latest *BackupSet
	for i := range sets {
		if sets[i].Status != StatusSuccess {
			continue
		}
		if latest == nil || cmp.Or(sets[i].ConsistentTime.Compare(latest.ConsistentTime), NewestFirst(*latest, sets[i])) > 0 {
			latest = &sets[i]
		}
	}
	return latest
}

// latestSpans are how far back the newest set is looked for, step by step, where one page does not hold them all:
// copies are made daily or weekly, and kept for up to five years. The last step is everything.
func latestSpans() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{8 * day, 35 * day, 0}
}

// LatestBackupSet finds the newest successful copy of an instance, nil for none, and summarizes all of its copies. It
// takes one call where all of them fit on a page, and two where there are more and a recent one is good.
func (c *Client) LatestBackupSet(
	ctx context.Context, region, instanceID string,
) (latest *BackupSet, all BackupSetSummary, err error) {
	query := BackupSetQuery{Region: region, InstanceID: instanceID}
	first, _, err := c.firstBackupSetPage(ctx, query)
	if err != nil {
		return nil, BackupSetSummary{}, err
	}
	all = summaryOf(first)
	if int64(len(first.rows)) == first.total {
		return LatestOf(first.rows), all, nil
	}
	for _, span := range latestSpans() {
		if span > 0 {
			query.Start = c.Now().Add(-span)
		} else {
			query.Start = time.Time{}
		}
		var sets []BackupSet
		for set, err := range c.BackupSets(ctx, query) {
			if err != nil {
				return nil, BackupSetSummary{}, err
			}
			sets = append(sets, set)
		}
		if latest = LatestOf(sets); latest != nil {
			break
		}
	}
	return latest, all, nil
}

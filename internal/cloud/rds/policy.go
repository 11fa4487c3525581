// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	sdkrds "github.com/aliyun/alibaba-cloud-sdk-go/services/rds"
)

// IDsPerCall is how many instance ids DescribeCrossRegionBackupDBInstance takes at once.
const IDsPerCall = 30

// policyFields are the fields of a policy as the getter and the list report them.
type policyFields struct {
	DBInstanceDescription text
	Engine                text
	EngineVersion         text
	DBInstanceStatus      text
	LockMode              text
	BackupEnabled         *flag
	BackupEnabledTime     moment
	LogBackupEnabled      *flag
	LogBackupEnabledTime  moment
	CrossBackupRegion     text
	Retention             number
}

// policy decodes one answer or list row.
func (f policyFields) policy(region, instanceID string) Policy {
	p := Policy{
		InstanceID:           instanceID,
		Region:               region,
		Description:          string(f.DBInstanceDescription),
		Engine:               engineName(string(f.Engine)),
		EngineVersion:        nullText(string(f.EngineVersion)),
		LockMode:             nullText(string(f.LockMode)),
		Enabled:              f.BackupEnabled != nil && bool(*f.BackupEnabled),
		LogBackupEnabled:     f.LogBackupEnabled != nil && bool(*f.LogBackupEnabled),
		DestinationRegion:    nullText(string(f.CrossBackupRegion)),
		RetentionDays:        int64(f.Retention),
		EnabledTime:          f.BackupEnabledTime.Time,
		LogBackupEnabledTime: f.LogBackupEnabledTime.Time,
	}
	status := nullText(string(f.DBInstanceStatus))
	p.Released = strings.EqualFold(status, wordReleased) || strings.EqualFold(p.LockMode, wordReleased)
	p.TellsRelease = status != "" || p.Released
	used := p.Enabled || p.LogBackupEnabled || p.DestinationRegion != ""
	// Lock mode "null" is how the API marks a policy that was never stored; times left over from a failed attempt do not
	// make it one.
	wasUsed := !strings.EqualFold(string(f.LockMode), "null") &&
		(!p.EnabledTime.IsZero() || !p.LogBackupEnabledTime.IsZero() || p.Released)
	p.Exists = used || wasUsed
	p.Incomplete = f.BackupEnabled == nil || f.LogBackupEnabled == nil ||
		p.Enabled && (p.DestinationRegion == "" || p.RetentionDays == 0)
	return p
}

// wordReleased is the one word that counts in the status of a policy, whose other words may be numbers. It is a lock
// mode as well.
const wordReleased = "Released"

// Policy reads the policy of one instance. An instance that never had the feature gives a Policy with Exists false,
// where the API does not fail instead.
func (c *Client) Policy(ctx context.Context, region, instanceID string) (Policy, error) {
	type answer struct {
		envelope
		policyFields
	}
	got, err := fetch[answer](ctx, c, instanceCall(region, instanceID, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeInstanceCrossBackupPolicyRequest()
		request.DBInstanceId = instanceID
		return request
	}))
	if err != nil {
		return Policy{}, err
	}
	policy := got.policy(region, instanceID)
	policy.RegionNamed = got.region() != ""
	return policy, nil
}

// Policies reads the policies of many instances with few calls: those of the given ids, or of all instances of the
// region where none is given. Instances without a row are left out. The first error ends the iteration.
func (c *Client) Policies(ctx context.Context, region string, instanceIDs ...string) iter.Seq2[Policy, error] {
	return func(yield func(Policy, error) bool) {
		if len(instanceIDs) == 0 {
			c.policyPages(ctx, region, nil, 1)(yield)
			return
		}
		for _, id := range instanceIDs {
			if !WellFormed(id) {
				yield(Policy{}, badInstanceID(actionPolicies, region))
				return
			}
		}
		wanted := slices.Compact(slices.Sorted(slices.Values(instanceIDs)))
		for ids := range slices.Chunk(wanted, IDsPerCall) {
			for policy, err := range c.policyPages(ctx, region, ids, 1) {
				if !yield(policy, err) || err != nil {
					return
				}
			}
		}
	}
}

// AllPolicies reads the policies of a region, so many pages at a time, for callers that need them all. The first error
// ends the iteration.
func (c *Client) AllPolicies(ctx context.Context, region string, together int) iter.Seq2[Policy, error] {
	return c.policyPages(ctx, region, nil, together)
}

// policyPages lists one chunk of ids, or the region. Rows that were not asked for are dropped.
func (c *Client) policyPages(ctx context.Context, region string, ids []string, together int) iter.Seq2[Policy, error] {
	all := pages(ctx, together, func(p Policy) string { return p.InstanceID },
		func(ctx context.Context, number int) (page[Policy], error) {
			return c.policyPage(ctx, region, number, ids)
		})
	return func(yield func(Policy, error) bool) {
		wanted := filter{ids: ids}
		for policy, err := range all {
			if err == nil && !wanted.has(policy.InstanceID) {
				continue
			}
			if !yield(policy, finishList(actionPolicies, region, "", err)) || err != nil {
				return
			}
		}
		if err := wanted.misdirected(actionPolicies, region); err != nil {
			yield(Policy{}, err)
		}
	}
}

// PolicyPage reads one page of a region's policies, or of those of the given instances, of which one call takes at most
// IDsPerCall. It returns the number of all rows beside the rows of the page. A page proves nothing about instances that
// it lacks: the list may change from one page to the next.
func (c *Client) PolicyPage(
	ctx context.Context, region string, number int, instanceIDs ...string,
) ([]Policy, int64, error) {
	if len(instanceIDs) > IDsPerCall || slices.ContainsFunc(instanceIDs, func(id string) bool { return !WellFormed(id) }) {
		return nil, 0, badInstanceID(actionPolicies, region)
	}
	got, err := c.policyPage(ctx, region, number, instanceIDs)
	return got.rows, got.total, err
}

func (c *Client) policyPage(ctx context.Context, region string, number int, ids []string) (page[Policy], error) {
	type answer struct {
		envelope
		totals
		Items list[struct {
			named
			policyFields
		}]
	}
	call := regionCall(region, func() requests.AcsRequest {
		request := sdkrds.CreateDescribeCrossRegionBackupDBInstanceRequest()
		request.DBInstanceId = strings.Join(ids, ",")
		request.PageSize = requests.NewInteger(PageSize)
		request.PageNumber = requests.NewInteger(number)
		return request
	})
	got, err := fetch[answer](ctx, c, call)
	if err != nil {
		return page[Policy]{}, err
	}
	total, err := got.total()
	if err != nil {
		return page[Policy]{}, incomplete(actionPolicies, region, got.requestID(), err)
	}
	rows := make([]Policy, 0, len(got.Items))
	for _, item := range got.Items {
		if err := call.misdirected(call.compare(item.named), got.requestID()); err != nil {
			return page[Policy]{}, err
		}
		row := item.policy(region, string(item.DBInstanceID))
		row.RegionNamed = got.region() != "" || item.region() != ""
		rows = append(rows, row)
	}
	return page[Policy]{rows: rows, total: total}, nil
}

// firstOf returns the first text that is not empty.
func firstOf(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

// The following methods tell for which purposes an answer about a policy is enough. If it is not, the instance is asked
// by itself.

// NeverOn reports whether the answer says that the policy never was on. One that lacks a switch does not say so.
func (p Policy) NeverOn() bool { return !p.Exists && !p.Incomplete }

// MayHaveCopies reports whether the policy was ever on, so that there may be copies. The lock mode of a released
// instance alone is no sign of that.
func (p Policy) MayHaveCopies() bool {
	return p.Exists && (p.Enabled || p.LogBackupEnabled || p.DestinationRegion != "" || p.RetentionDays > 0 ||
		!p.EnabledTime.IsZero() || !p.LogBackupEnabledTime.IsZero())
}

// ComparesWithState reports whether the answer says all that can change of a policy that was ever on, so that a state
// which equals it is up to date. Destination and retention are asked of a policy that is off or released too: copies
// outlive it, and a state that knows them must not be compared with an answer that does not.
func (p Policy) ComparesWithState() bool {
	return p.Exists && !p.Incomplete && p.TellsRelease && p.DestinationRegion != "" && p.RetentionDays > 0 &&
		(!p.Enabled || !p.EnabledTime.IsZero()) && (!p.LogBackupEnabled || !p.LogBackupEnabledTime.IsZero())
}

// ImportsAlone reports whether the answer is enough for a state that knows nothing yet: it tells the engine too, and
// its times have seconds, as those of the getter. A time without seconds may have been cut short.
func (p Policy) ImportsAlone() bool {
	return p.ComparesWithState() && p.Enabled && !p.Released && p.Engine != "" && p.EngineVersion != "" &&
		hasSeconds(p.EnabledTime) && hasSeconds(p.LogBackupEnabledTime)
}

func hasSeconds(t time.Time) bool { return t.IsZero() || t.Second() != 0 }

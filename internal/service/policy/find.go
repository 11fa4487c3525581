// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// presence says what the API knows of a policy.
type presence = rds.Presence

const (
	policySet    = rds.PolicySet
	neverEnabled = rds.NeverEnabled
	gone         = rds.Gone
)

// finding is the answer to "what is there?", for one instance.
type finding struct {
	presence presence
	policy   rds.Policy
}

func find(ctx context.Context, client *rds.Client, region, instanceID string, trustList bool) (finding, error) {
	found, err := client.Lookup(ctx, region, instanceID, trustList)
	return finding{presence: found.Presence, policy: found.Policy}, err
}

func bare(instance rds.Instance) rds.Policy { return instance.WithoutPolicy() }

// find is [find], from which this walk learns whether the region answers.
func (r *policyResource) find(ctx context.Context, region, instanceID string, trustList bool) (finding, error) {
	found, err := find(ctx, r.data.Client, region, instanceID, trustList)
	r.data.Walk.Heard(ctx, region, err)
	return found, err
}

func listed(ctx context.Context, client *rds.Client, region, instanceID string) (rds.Policy, bool, error) {
	return client.ListedPolicy(ctx, region, instanceID)
}

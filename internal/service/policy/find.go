// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"context"
	"fmt"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// presence says what the API knows of a policy.
type presence int

const (
	policySet    presence = iota // the feature is on, or was on once
	neverEnabled                 // the instance exists and never had the feature
	gone                         // getter, instance and list all say absent by exact codes
)

// finding is the answer to "what is there?", for one instance.
type finding struct {
	presence presence
	policy   rds.Policy
}

// find asks for the policy of one instance and calls in the other two witnesses where the getter alone proves nothing.
// trustList says that a getter which fails with InternalError may be explained by the list and the instance: that is how
// some never-enabled instances answer. Only a caller that loses nothing when the policy is in truth on may set it.
func find(ctx context.Context, client *rds.Client, region, instanceID string, trustList bool) (finding, error) {
	policy, err := client.Policy(ctx, region, instanceID)
	switch {
	case err == nil && !policy.Exists:
		return finding{presence: neverEnabled, policy: policy}, nil
	case err == nil && (policy.InstanceStatus != "" || policy.Released):
		return finding{presence: policySet, policy: policy}, nil
	case err == nil: // the getter does not tell whether the instance is still there
		witness, err := askInstance(ctx, client, region, instanceID)
		policy.Released = witness.absent || witness.Released
		return finding{presence: policySet, policy: policy}, err
	case rds.ClassOf(err) == rds.ClassAbsent, trustList && rds.IsInternalError(err):
		return askWitnesses(ctx, client, region, instanceID, err)
	default:
		return finding{}, err
	}
}

// askWitnesses decides by the id-filtered list and the instance after the getter failed.
func askWitnesses(ctx context.Context, client *rds.Client, region, instanceID string, getterErr error) (finding, error) {
	row, isListed, err := listed(ctx, client, region, instanceID)
	if err != nil {
		return finding{}, err
	}
	instance, err := askInstance(ctx, client, region, instanceID)
	if err != nil {
		return finding{}, err
	}
	return judgeWitnesses(row, isListed && row.Exists, instance, getterErr)
}

// judgeWitnesses weighs three answers; the getter's is an error. An instance that still answers, if only that it was
// released, is not gone. A getter that fails with InternalError is explained by a policy that never was on, and by nothing
// else: the list may be older than what the getter would have said.
func judgeWitnesses(row rds.Policy, isListed bool, instance instanceWitness, getterErr error) (finding, error) {
	missing := instance.absent || instance.Released
	switch {
	case rds.ClassOf(getterErr) != rds.ClassAbsent && (isListed || missing):
		return finding{}, getterErr
	case isListed:
		row.Released = row.Released || missing
		return finding{presence: policySet, policy: row}, nil
	case instance.absent:
		return finding{presence: gone}, nil
	case instance.Released:
		return finding{presence: policySet, policy: bare(instance.Instance)}, nil
	default:
		return finding{presence: neverEnabled, policy: bare(instance.Instance)}, nil
	}
}

// bare is a policy of which nothing is known but the instance.
func bare(instance rds.Instance) rds.Policy {
	return rds.Policy{
		InstanceID: instance.ID, Region: instance.Region, Engine: instance.Engine, EngineVersion: instance.EngineVersion,
		InstanceStatus: instance.Status, Released: instance.Released,
	}
}

// listed returns the row of the id-filtered list.
func listed(ctx context.Context, client *rds.Client, region, instanceID string) (rds.Policy, bool, error) {
	for row, err := range client.Policies(ctx, region, instanceID) {
		if err != nil {
			return rds.Policy{}, false, err
		}
		if row.InstanceID == instanceID {
			return row, true, nil
		}
	}
	return rds.Policy{}, false, nil
}

// instanceWitness is what the instance getter says: the instance, or that there is none.
type instanceWitness struct {
	rds.Instance
	absent bool
}

// askInstance asks for the instance itself. Absent is an answer; any other failure is not, and neither is an instance of
// another region.
func askInstance(ctx context.Context, client *rds.Client, region, instanceID string) (instanceWitness, error) {
	instance, err := client.Instance(ctx, region, instanceID)
	if rds.ClassOf(err) == rds.ClassAbsent {
		return instanceWitness{Instance: rds.Instance{ID: instanceID, Region: region}, absent: true}, nil
	}
	if err != nil {
		return instanceWitness{}, err
	}
	if instance.Region != "" && instance.Region != region {
		return instanceWitness{}, fmt.Errorf("instance %s is in %s, not in %s", instanceID, instance.Region, region)
	}
	instance.ID, instance.Region = instanceID, region
	return instanceWitness{Instance: instance}, nil
}

// subject names an instance in a diagnostic.
func subject(region, instanceID string) string {
	return fmt.Sprintf("instance %s in %s", instanceID, region)
}

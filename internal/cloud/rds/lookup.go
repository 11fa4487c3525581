// SPDX-License-Identifier: MPL-2.0

package rds

import "context"

// Presence says what the API knows of a policy.
type Presence int

const (
	// PolicySet says that the feature is on, or was on once.
	PolicySet Presence = iota
	// NeverEnabled says that the instance exists and never had the feature.
	NeverEnabled
	// Gone says that getter, instance and list all say absent by exact codes.
	Gone
)

// Found is the answer to "what is there?", for one instance. Of a policy that is gone or never was, it holds the
// instance at most.
type Found struct {
	Presence Presence
	Policy   Policy
}

// Lookup asks for the policy of one instance: the getter first, and where the getter alone proves nothing, the list and
// the instance too.
//
// trustList says that a getter which fails with InternalError may be explained by the list and the instance: that is
// how some instances answer that never had the feature. Only a caller that loses nothing when the policy is in truth on
// may set it.
func (c *Client) Lookup(ctx context.Context, region, instanceID string, trustList bool) (Found, error) {
	policy, err := c.toldPolicy(ctx, region, instanceID)
	switch {
	case err == nil && !policy.Exists:
		return Found{Presence: NeverEnabled, Policy: policy}, nil
	case err == nil && policy.TellsRelease:
		return Found{Presence: PolicySet, Policy: policy}, nil
	case err == nil: // the getter does not tell whether the instance is still there
		instance, err := c.witness(ctx, region, instanceID)
		policy.Released = instance.absent || instance.Released
		return Found{Presence: PolicySet, Policy: policy}, err
	case ClassOf(err) == ClassAbsent, trustList && IsInternalError(err):
		return c.askWitnesses(ctx, region, instanceID, err)
	default:
		return Found{}, err
	}
}

// toldPolicy reads the policy of one instance. Where the getter does not say that it is off, the list is asked too: an
// answer of a gateway without a policy in it must not pass for off, or a destroy would leave the policy on.
func (c *Client) toldPolicy(ctx context.Context, region, instanceID string) (Policy, error) {
	policy, err := c.Policy(ctx, region, instanceID)
	if err != nil || policy.Enabled || !policy.Incomplete {
		return policy, err
	}
	row, listed, err := c.listedPolicy(ctx, region, instanceID)
	if err != nil || listed && row.Enabled {
		return row, err
	}
	return policy, nil
}

// listedPolicy returns the row of one instance in the list of policies; false where the list has none.
func (c *Client) listedPolicy(ctx context.Context, region, instanceID string) (Policy, bool, error) {
	for row, err := range c.Policies(ctx, region, instanceID) {
		return row, err == nil, err
	}
	return Policy{}, false, nil
}

// askWitnesses decides by the list and the instance after the getter failed.
func (c *Client) askWitnesses(ctx context.Context, region, instanceID string, getterErr error) (Found, error) {
	row, listed, err := c.listedPolicy(ctx, region, instanceID)
	if err != nil {
		return Found{}, err
	}
	instance, err := c.witness(ctx, region, instanceID)
	if err != nil {
		return Found{}, err
	}
	return weigh(row, listed && row.Exists, instance, getterErr)
}

// weigh decides by three answers, of which the getter's is an error. An instance that still answers, if only that it
// was released, is not gone. A getter that fails with InternalError is explained by a policy that never was on, and by
// nothing else: the list may be older than what the getter would have said.
func weigh(row Policy, listed bool, instance witness, getterErr error) (Found, error) {
	missing := instance.absent || instance.Released
	switch {
	case ClassOf(getterErr) != ClassAbsent && (listed || missing):
		return Found{}, getterErr
	case listed:
		row.Released = row.Released || missing
		return Found{Presence: PolicySet, Policy: row}, nil
	case instance.absent:
		return Found{Presence: Gone}, nil
	case instance.Released:
		return Found{Presence: PolicySet, Policy: instance.WithoutPolicy()}, nil
	default:
		return Found{Presence: NeverEnabled, Policy: instance.WithoutPolicy()}, nil
	}
}

// WithoutPolicy is a policy of which nothing is known but the instance.
func (i Instance) WithoutPolicy() Policy {
	return Policy{
		InstanceID: i.ID, Region: i.Region, RegionNamed: true, Engine: i.Engine, EngineVersion: i.EngineVersion,
		Released: i.Released, TellsRelease: true,
	}
}

// witness is what the instance getter says: the instance, or that there is none.
type witness struct {
	Instance
	absent bool
}

// witness asks for the instance itself. Absent is an answer; any other failure is not, and neither is an answer about
// another region.
func (c *Client) witness(ctx context.Context, region, instanceID string) (witness, error) {
	instance, err := c.Instance(ctx, region, instanceID)
	if ClassOf(err) == ClassAbsent {
		return witness{Instance: Instance{ID: instanceID, Region: region}, absent: true}, nil
	}
	return witness{Instance: instance}, err
}

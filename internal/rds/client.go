// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"context"
	"errors"
	"iter"
	"time"
)

var errSkeleton = errors.New("rds: not built yet")

// Client calls the API. It is safe for use by many goroutines.
type Client struct{ config Config }

// New returns a client.
func New(config Config) (*Client, error) { return &Client{config: config}, nil }

// Now is the API's clock.
func (c *Client) Now() time.Time { return time.Now() }

func (c *Client) Policy(ctx context.Context, region, instanceID string) (Policy, error) {
	return Policy{}, errSkeleton
}

func (c *Client) Policies(ctx context.Context, region string, instanceIDs ...string) iter.Seq2[Policy, error] {
	return func(yield func(Policy, error) bool) { yield(Policy{}, errSkeleton) }
}

func (c *Client) PutPolicy(ctx context.Context, s Settings) error { return errSkeleton }

func (c *Client) PutRetention(ctx context.Context, region, instanceID string, days int64) error {
	return errSkeleton
}

func (c *Client) ApplySettings(ctx context.Context, s Settings) (Policy, error) {
	return Policy{}, errSkeleton
}

func (c *Client) ApplyRetention(ctx context.Context, region, instanceID string, days int64) (Policy, error) {
	return Policy{}, errSkeleton
}

func (s Settings) Matches(p Policy) bool { return false }

func (c *Client) WaitRunning(ctx context.Context, region, instanceID string) (status string, err error) {
	return "", errSkeleton
}

func (c *Client) Instance(ctx context.Context, region, instanceID string) (Instance, error) {
	return Instance{}, errSkeleton
}

func (c *Client) Instances(ctx context.Context, query InstanceQuery) iter.Seq2[Instance, error] {
	return func(yield func(Instance, error) bool) { yield(Instance{}, errSkeleton) }
}

func (c *Client) DestinationRegions(ctx context.Context, source string) ([]string, error) {
	return nil, errSkeleton
}

func (c *Client) DiskEncrypted(ctx context.Context, region, instanceID string) (bool, error) {
	return false, errSkeleton
}

func (c *Client) LocalBackupPolicy(ctx context.Context, region, instanceID string) (LocalBackupPolicy, error) {
	return LocalBackupPolicy{}, errSkeleton
}

func (c *Client) BackupSets(ctx context.Context, query BackupSetQuery) iter.Seq2[BackupSet, error] {
	return func(yield func(BackupSet, error) bool) { yield(BackupSet{}, errSkeleton) }
}

func (c *Client) SummarizeBackupSets(ctx context.Context, query BackupSetQuery) (BackupSetSummary, error) {
	return BackupSetSummary{}, errSkeleton
}

func (c *Client) RecoveryWindow(ctx context.Context, region, instanceID, setID string) (begin, end time.Time, err error) {
	return time.Time{}, time.Time{}, errSkeleton
}

func (c *Client) CallerIdentity(ctx context.Context) (Identity, error) { return Identity{}, errSkeleton }

func (c *Client) RoleExists(ctx context.Context, roleName string) (bool, error) {
	return false, errSkeleton
}

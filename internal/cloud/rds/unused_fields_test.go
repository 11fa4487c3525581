// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// What nobody reads fails no call, whatever layout it comes in.
func TestUnusedFields_failNoRead(t *testing.T) {
	t.Parallel()
	const instance = `"DBInstanceId":"pgm-demo","CreationTime":"31 January","CreateTime":{"At":1},"KindCode":["18"],` +
		`"DBInstanceStorage":"20 GB"`
	for name, tc := range map[string]struct {
		answer string
		read   func(context.Context, *rds.Client) error
	}{
		"instance": {
			`"Items":{"DBInstanceAttribute":[{` + instance + `}]}`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := c.Instance(ctx, "cn-hangzhou", "pgm-demo")
				return err
			},
		},
		"instances": {
			`"TotalRecordCount":1,"Items":{"DBInstance":[{` + instance + `}]}`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := collect(c.Instances(ctx, rds.InstanceQuery{Region: "cn-hangzhou"}))
				return err
			},
		},
		"local backup": {
			`"BackupMethod":"Physical","PreferredBackupTime":{},"PreferredBackupPeriod":[1],"BackupRetentionPeriod":"a week",` +
				`"BackupLog":"Sometimes","EnableBackupLog":[],"LogBackupRetentionPeriod":"for ever"`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := c.LocalBackupMethod(ctx, "cn-hangzhou", "pgm-demo")
				return err
			},
		},
		"identity": {
			`"AccountId":"1234567890123456","IdentityType":{},"PrincipalId":[]`,
			func(ctx context.Context, c *rds.Client) error {
				_, err := c.CallerIdentity(ctx)
				return err
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newFakeAPI(t, func(call) reply { return success(tc.answer) })
			client, _ := newClient(t, api.URL)
			if err := tc.read(t.Context(), client); err != nil {
				t.Errorf("the read fails: %v", err)
			}
		})
	}
}

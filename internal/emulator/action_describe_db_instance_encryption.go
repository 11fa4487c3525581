// SPDX-License-Identifier: MPL-2.0

package emulator

// Both calls about encryption are here: neither the instance nor the policy says whether a disk is encrypted.

func describeDBInstanceEncryptionKey() action {
	return action{
		version: versionRDS, name: ActionDescribeDBInstanceEncryptionKey, rules: commonRules,
		params: []param{
			{name: "DBInstanceId"}, {name: "EncryptionKey"}, optionalRegionParam, optionalRegionParam.named("TargetRegionId"),
		},
		handle: func(c *call) (any, error) {
			if c.params.Get("DBInstanceId") == "" {
				return nil, refuse("ByokInsnameAndRegionAllEmpty", "")
			}
			instance, err := c.s.fleet.InstanceView(c.region(), c.instanceID())
			if err != nil {
				return nil, err
			}
			if !instance.Encrypted {
				return nil, refuse("NoActiveBYOK", "")
			}
			key, status := "emulated-key-of-"+instance.ID, "Enabled"
			if instance.KeyDisabled {
				status = "Disabled"
			}
			return encryptionKeyView{
				EncryptionKey: key, EncryptionKeyStatus: status, Origin: "Aliyun_KMS", KeyUsage: "ENCRYPT/DECRYPT",
				Creator: instance.AccountID, DeleteDate: formatTime(instance.KeyDeleteTime),
				EncryptionKeyList: []encryptionKeyRow{{
					EncryptionKey: key, KeyType: "ServiceKey", AliasName: "alias/acs/rds", EncryptionKeyStatus: status,
					UsedBy: "Master",
				}},
			}, nil
		},
	}
}

type encryptionKeyView struct {
	EncryptionKey       string
	EncryptionKeyStatus string
	Origin              string
	KeyUsage            string
	Creator             string
	Description         string
	DeleteDate          string
	MaterialExpireTime  string
	EncryptionKeyList   []encryptionKeyRow
}

type encryptionKeyRow struct {
	EncryptionKey       string
	KeyType             string
	AliasName           string
	EncryptionKeyStatus string
	UsedBy              string
}

func describeDBInstanceTDE() action {
	return action{
		version: versionRDS, name: ActionDescribeDBInstanceTDE, rules: commonRules,
		params: []param{instanceParam, optionalRegionParam},
		handle: func(c *call) (any, error) {
			instance, err := c.s.fleet.InstanceView(c.region(), c.instanceID())
			if err != nil {
				return nil, err
			}
			view := tdeView{TDEStatus: "Disabled", TDEMode: "Unknown"}
			if instance.TDE {
				view.TDEStatus, view.TDEMode = "Enabled", "Aliyun_Generate_Key"
			}
			view.Databases.Database = []struct{}{}
			return view, nil
		},
	}
}

type tdeView struct {
	TDEStatus     string
	TDEMode       string
	EncryptionKey string
	Databases     struct{ Database []struct{} }
}

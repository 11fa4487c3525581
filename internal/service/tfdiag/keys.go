// SPDX-License-Identifier: MPL-2.0

package tfdiag

import (
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// remedyOfKeys is what helps against refused keys that nobody wrote down: there is nothing to correct in a setting. For
// all others it is empty, and the remedy of the code applies.
func remedyOfKeys(failed *rds.Error) string {
	expired := apicode.KeysExpired(failed.Code)
	switch failed.Keys.Supply {
	case rds.SupplyLogin:
		return "Sign in again with aliyun configure" + again
	case rds.SupplyFetched:
		if expired {
			return "The keys were fetched anew already. Check what hands them out, and this machine's clock."
		}
		return "Nobody wrote these keys down: they were fetched. Check what hands them out, and whether a proxy changes " +
			"requests."
	case rds.SupplyUnknown, rds.SupplyFixed:
	}
	return ""
}

// SPDX-License-Identifier: MPL-2.0

package walk

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// prefixes begin the ids of instances that RDS makes.
const prefixes = "pgm- pgr- rm- rr- mr- ms- ppas- rds-"

// NotFound says that there is no such instance, and what it may be where the id does not look like one. The account is
// empty where it is not known.
func NotFound(region, instanceID, account string) string {
	under := "the account of the credentials"
	if account != "" {
		under = "account " + account
	}
	text := fmt.Sprintf("There is no instance %s in region %s under %s.", instanceID, region, under)
	lower := strings.ToLower(instanceID)
	switch {
	case looksLikeID(instanceID):
		return text
	case looksLikeID(lower):
		return text + " Ids are in lower case. Did you mean " + lower + "?"
	}
	return text + " Ids begin with pgm-, rm- or the like, so this may be the name: the console shows the id beside it."
}

func looksLikeID(instanceID string) bool {
	for prefix := range strings.FieldsSeq(prefixes) {
		if strings.HasPrefix(instanceID, prefix) {
			return true
		}
	}
	return false
}

// NothingToRead is the error of a data source about an instance that is not found.
func (d *Data) NothingToRead(ctx context.Context, region, instanceID string) diag.Diagnostic {
	account, err := d.Account(ctx)
	if err != nil {
		account = ""
	}
	return message.InstanceNotFound.Error(path.Root("instance_id"), NotFound(region, instanceID, account)+
		" Check the id. If the instance is in another region, set region to that. If it belongs to another account, use "+
		"that account's credentials. A released instance can be read while the API knows its copies; those of MySQL on "+
		"cloud disks end with the instance.", instanceID)
}
